// What hub_load counts in one phase, as one line of JSON. Not for the server's side: that is read
// in /proc by hub.py.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/world/stream.hpp"

namespace edge::bench {

class LoadFigures {
 public:
  void succeeded(Duration took) { took_.push_back(took); }
  void failed(const ErrorCode& error) { ++errors_[error.message()]; }
  void count_messages(std::size_t messages) { messages_ += messages; }

  std::size_t ended() const;
  /// {"phase", "succeeded", "seconds", "per_second", "messages", "ms": {"median", "p99", "max"},
  /// "errors": {text: how often}}, and a line end.
  std::string line(const std::string& phase, Duration elapsed) const;

 private:
  std::vector<Duration> took_;
  std::size_t messages_ = 0;
  std::map<std::string, std::size_t> errors_;
};

}  // namespace edge::bench
