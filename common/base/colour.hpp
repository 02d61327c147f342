// Colours of a terminal (ECMA-48, SGR). Whether to use them: wants_colours() in
// common/world/real/environment.hpp.
#pragma once

#include <string>
#include <string_view>

namespace edge {

enum class Colour { red = 31, green = 32, yellow = 33 };

inline std::string painted(std::string_view text, Colour colour) {
  return "\x1b[" + std::to_string(static_cast<int>(colour)) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace edge
