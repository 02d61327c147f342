// A number and its unit, as people write durations, rates and shares: "30s", "10Mbit", "2.5%".
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edge {

struct Quantity {
  double number = 0;      // not negative
  std::string_view unit;  // all that stands behind the number; a part of the text
};

/// Nothing if `text` begins with no such number.
std::optional<Quantity> parse_quantity(std::string_view text,
                                       std::chars_format format = std::chars_format::fixed);

/// Bits per second of "512kbit", "2.5Mbit", "1Gbit" or "300bit", rounded to a whole number; at most
/// 10^12. Begins with a digit.
std::optional<std::uint64_t> parse_bit_rate(std::string_view text);

/// Such a text, with the largest unit that leaves a whole number.
std::string bit_rate_text(std::uint64_t bits_per_second);

}  // namespace edge
