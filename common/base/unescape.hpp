// Undoes how others write characters of a text: percent-encoding (RFC 3986 section 2.1), escapes of
// JSON (RFC 8259 section 7) and of C, character references of HTML. For finding what is known
// already in a text that somebody else wrote; not for reading values of a format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

struct Unescaped {
  std::string text;
  std::vector<std::size_t> origin;  // where each byte of `text` came from; one more: the end
};

/// `text` with each escape of one byte replaced by it, once: "%252B" gives "%2B".
Unescaped unescape(std::string_view text);

/// Whether unescape() could change `text`.
bool may_have_escapes(std::string_view text);

}  // namespace edge
