// Upper and lower case of ASCII letters, whatever the locale: host names, keys and paths are
// compared so. Bytes that are no ASCII letters stay.
#pragma once

#include <string>
#include <string_view>

namespace edge {

constexpr char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower_case(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);

}  // namespace edge
