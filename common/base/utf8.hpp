// Unicode text as bytes, read strictly (RFC 3629). Not for making it safe to show: escape.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace edge {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // bytes; 0: not valid UTF-8 here
};

/// The first character of `text`, which is not empty.
CodePoint decode_utf8(std::string_view text);

bool is_utf8(std::string_view text);

/// Neither a control character nor a separator of lines, nor one that reorders what a reader sees
/// or is itself not seen.
bool is_shown_as_it_is(std::uint32_t value);
/// Valid UTF-8 of such characters alone.
bool is_plain_text(std::string_view text);

}  // namespace edge
