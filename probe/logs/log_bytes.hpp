// The bytes of a log's line: what is text, and what a terminal would obey.
#pragma once

#include <string>
#include <string_view>

namespace edge::probe {

inline constexpr char kEscape = '\x1b';

/// A NUL is no text; escape sequences are, and are counted by themselves.
bool is_text(std::string_view line);

/// `line` without its escape sequences, kept in `plain`.
std::string_view without_escapes(std::string_view line, std::string& plain);

}  // namespace edge::probe
