#include "probe/watch/clock_watch.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/report/layout.hpp"

namespace edge::probe {
namespace {

constexpr Duration kWorthTelling = std::chrono::seconds{5};

}  // namespace

std::optional<std::string> ClockWatch::moved() {
  const WallTime wall = world_.wall();
  const Instant now = world_.now();
  const Duration by = (wall - std::exchange(wall_, wall)) - (now - std::exchange(at_, now));
  if (by < kWorthTelling && by > -kWorthTelling) return std::nullopt;
  return fmt::format("this machine's clock was moved {} by {}",
                     by < Duration{} ? "back" : "forward",
                     human_duration(by < Duration{} ? -by : by));
}

}  // namespace edge::probe
