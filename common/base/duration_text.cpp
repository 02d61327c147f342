#include "common/base/duration_text.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace edge {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnitsMs = {
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
constexpr double kLongestMs = 24.0 * 3'600'000;

ErrorCode malformed() { return make_error_code(boost::system::errc::invalid_argument); }

}  // namespace

Result<nanoseconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number,
                                      std::chars_format::fixed);
  if (parsed.ec != std::errc{} || number < 0) return malformed();
  const std::string_view unit(parsed.ptr, text.data() + text.size() - parsed.ptr);
  for (const auto& [name, factor] : kUnitsMs) {
    if (unit != name) continue;
    const double ms = number * static_cast<double>(factor);
    if (ms > kLongestMs) return malformed();
    return nanoseconds{static_cast<std::int64_t>(ms * 1000 + 0.5) * 1000};
  }
  return malformed();
}

std::string duration_text(nanoseconds duration) {
  const auto us = duration.count() / 1000;
  if (us % 1'000'000 == 0) return fmt::format("{}s", us / 1'000'000);
  if (us >= 1'000'000) return fmt::format("{:g}s", static_cast<double>(us) / 1e6);
  return fmt::format("{:g}ms", static_cast<double>(us) / 1e3);
}

}  // namespace edge
