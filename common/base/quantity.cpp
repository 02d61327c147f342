#include "common/base/quantity.hpp"

#include <system_error>

namespace edge {

std::optional<Quantity> parse_quantity(std::string_view text, std::chars_format format) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, format);
  if (error != std::errc{} || !(number >= 0)) return std::nullopt;
  return Quantity{number, {stop, static_cast<std::size_t>(end - stop)}};
}

}  // namespace edge
