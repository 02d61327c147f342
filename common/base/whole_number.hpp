// A text that is a whole number from its first character to its last.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace edge {

/// Digits, and a minus where `Number` has a sign; nothing for a number that does not fit into it.
template <class Number>
std::optional<Number> whole_number(std::string_view text, int base = 10) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace edge
