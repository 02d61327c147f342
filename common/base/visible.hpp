// Visible ASCII (VCHAR of RFC 5234): text of it alone adds no line and no word to a request.
#pragma once

#include <algorithm>
#include <string_view>

namespace edge {

constexpr bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

/// All of it is, and there is some.
constexpr bool is_visible(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_visible(c); });
}

}  // namespace edge
