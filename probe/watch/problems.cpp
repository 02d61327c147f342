#include "probe/watch/problems.hpp"

namespace edge::probe {

void Problems::add(const std::string& what, const std::string& words) {
  const auto [known, is_new] = problems_.try_emplace(what, words);
  if (!is_new && known->second == words) return;
  known->second = words;
  tell_(what + ": " + words);
}

void Problems::over(const std::string& what) {
  if (problems_.erase(what) > 0) tell_(what + ": works again");
}

std::vector<std::string> Problems::lines() const {
  std::vector<std::string> lines;
  for (const auto& [what, words] : problems_) lines.push_back(what + ": " + words);
  return lines;
}

}  // namespace edge::probe
