// Several things to write, each of which is tried whatever becomes of the others.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace edge::probe {

class EachOfThem {
 public:
  template <class Write>
  void attempt(const Write& write) {
    try {
      write();
    } catch (const std::exception& error) {
      failures_.emplace_back(error.what());
    }
  }

  /// Throws std::runtime_error with the words of all that failed.
  void finish() const {
    if (!failures_.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(failures_, "; ")));
  }

 private:
  std::vector<std::string> failures_;
};

}  // namespace edge::probe
