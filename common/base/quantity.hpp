// A number and its unit, as people write durations, rates and shares: "30s", "10Mbit", "2.5%".
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace edge {

struct Quantity {
  double number = 0;      // not negative
  std::string_view unit;  // all that stands behind the number; a part of the text
};

/// Nothing if `text` begins with no such number.
std::optional<Quantity> parse_quantity(std::string_view text,
                                       std::chars_format format = std::chars_format::fixed);

}  // namespace edge
