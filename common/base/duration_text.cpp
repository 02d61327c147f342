#include "common/base/duration_text.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <utility>

#include "common/base/quantity.hpp"

namespace edge {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::pair<std::string_view, double>, 6> kUnitsUs = {
    {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}, {"h", 3600e6}, {"d", 86400e6}}};

ErrorCode malformed() { return make_error_code(boost::system::errc::invalid_argument); }

}  // namespace

Result<nanoseconds> parse_duration(std::string_view text, nanoseconds longest) {
  const auto written = parse_quantity(text);
  if (!written) return malformed();
  for (const auto& [name, factor] : kUnitsUs) {
    if (written->unit != name) continue;
    const double us = written->number * factor;
    if (us * 1e3 > static_cast<double>(longest.count())) return malformed();
    return nanoseconds{static_cast<std::int64_t>(us + 0.5) * 1000};
  }
  return malformed();
}

std::string duration_text(nanoseconds duration) {
  // A double's shortest decimal form is exact here: microseconds of a century need 52 bits.
  const auto us = static_cast<double>(duration.count() / 1000);
  if (us == 0 || us >= 1e6) return fmt::format("{}s", us / 1e6);
  return fmt::format("{}ms", us / 1e3);
}

}  // namespace edge
