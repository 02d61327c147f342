// What a watch cannot do at the moment, told once and not with every survey: a port that is taken,
// a full disk, a collector that does not answer.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace edge::probe {

class Problems {
 public:
  using Tell = std::function<void(const std::string& line)>;
  explicit Problems(Tell tell) : tell_(std::move(tell)) {}

  /// `what` names it, such as an option: a line, unless the same words were the last about it.
  void add(const std::string& what, const std::string& words);
  /// A line that says so, if there was one.
  void over(const std::string& what);

  /// Those that last, each as it was told.
  std::vector<std::string> lines() const;
  std::size_t size() const { return problems_.size(); }

 private:
  Tell tell_;
  std::map<std::string, std::string> problems_;  // what -> words
};

}  // namespace edge::probe
