#include "simulator/scenario/duration.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace edge::sim {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> kUnits{{
    {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000},
    {"h", 3'600'000'000'000}, {"d", 86'400'000'000'000}}};
constexpr std::int64_t kLongest = 36'500 * kUnits.back().second;

std::size_t digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const auto bad = make_error_code(boost::system::errc::invalid_argument);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto whole = text.substr(0, digits(text));
  text.remove_prefix(whole.size());
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = text.substr(0, digits(text));
    if (fraction.empty()) return bad;
    text.remove_prefix(fraction.size());
  }
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                 [&](const auto& row) { return row.first == text; });
  if (whole.empty() || unit == kUnits.end() || whole.size() > 15 || fraction.size() > 9) return bad;

  std::int64_t count = 0;
  for (const char digit : whole) count = count * 10 + (digit - '0');
  if (count > kLongest / unit->second) return bad;
  std::int64_t total = count * unit->second;
  std::int64_t place = unit->second;
  for (const char digit : fraction) {
    if (place % 10 != 0 && digit != '0') return bad;  // finer than a nanosecond
    place /= 10;
    total += (digit - '0') * place;
  }
  return Duration{negative ? -total : total};
}

std::string duration_text(Duration duration) {
  const bool seconds = duration == Duration{} || duration >= std::chrono::seconds{1} ||
                       duration <= -std::chrono::seconds{1};
  const std::int64_t unit = seconds ? 1'000'000'000 : 1'000'000;
  const std::int64_t size = duration.count() < 0 ? -duration.count() : duration.count();
  auto fraction = fmt::format("{:0{}}", size % unit, seconds ? 9 : 6);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fmt::format("{}{}{}{} {}", duration.count() < 0 ? "-" : "", size / unit,
                     fraction.empty() ? "" : ".", fraction, seconds ? "s" : "ms");
}

}  // namespace edge::sim
