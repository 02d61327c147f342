// Makes text from the network safe to show: no control bytes, no terminal escapes, valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace edge {

/// `text` with what is not shown as it is (utf8.hpp) and invalid UTF-8 written as \xNN, cut to
/// `max_bytes` of input; a cut is shown by a trailing "...".
std::string printable(std::string_view text, std::size_t max_bytes = 512);

/// The same line by line: newlines stay, a carriage return before one goes.
std::string printable_lines(std::string_view text);

}  // namespace edge
