#include "common/base/ascii_case.hpp"

#include <algorithm>

namespace edge {

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower_case(c);
  return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b,
                            [](char x, char y) { return lower_case(x) == lower_case(y); });
}

}  // namespace edge
