#include "load_figures.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace edge::bench {
namespace {

double seconds_of(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::size_t LoadFigures::ended() const {
  std::size_t count = took_.size();
  for (const auto& [text, times] : errors_) count += times;
  return count;
}

std::string LoadFigures::line(const std::string& phase, Duration elapsed) const {
  const double seconds = seconds_of(elapsed);
  nlohmann::ordered_json line{{"phase", phase},
                              {"succeeded", took_.size()},
                              {"seconds", seconds},
                              {"per_second", static_cast<double>(took_.size()) / seconds},
                              {"messages", messages_},
                              {"errors", errors_}};
  if (!took_.empty()) {
    auto sorted = took_;
    std::ranges::sort(sorted);
    const auto at = [&](double share) {
      const double last = static_cast<double>(sorted.size() - 1);
      return 1000 * seconds_of(sorted[static_cast<std::size_t>(share * last)]);
    };
    line["ms"] = {{"median", at(0.5)}, {"p99", at(0.99)}, {"max", at(1)}};
  }
  return line.dump() + "\n";
}

}  // namespace edge::bench
