#include "common/base/quantity.hpp"

#include <fmt/core.h>

#include <cmath>
#include <system_error>

namespace edge {
namespace {

constexpr double kFastest = 1e12;  // bits per second

struct RateUnit {
  std::string_view name;
  std::uint64_t bits;
};
constexpr RateUnit kRateUnits[] = {
    {"Gbit", 1'000'000'000}, {"Mbit", 1'000'000}, {"kbit", 1'000}, {"bit", 1}};

}  // namespace

std::optional<Quantity> parse_quantity(std::string_view text, std::chars_format format) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, format);
  if (error != std::errc{} || !(number >= 0)) return std::nullopt;
  return Quantity{number, {stop, static_cast<std::size_t>(end - stop)}};
}

std::optional<std::uint64_t> parse_bit_rate(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto written = parse_quantity(text);
  if (!written) return std::nullopt;
  for (const auto& [name, bits] : kRateUnits) {
    const double rate = written->number * static_cast<double>(bits);
    if (written->unit != name || !(rate <= kFastest)) continue;
    return static_cast<std::uint64_t>(std::llround(rate));
  }
  return std::nullopt;
}

std::string bit_rate_text(std::uint64_t bits_per_second) {
  for (const auto& [name, bits] : kRateUnits) {
    const bool whole = bits_per_second % bits == 0 && bits_per_second >= bits;
    if (whole) return fmt::format("{}{}", bits_per_second / bits, name);
  }
  return "0bit";
}

}  // namespace edge
