#include "common/base/utf8.hpp"

namespace edge {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

std::size_t sequence_length(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

bool is_control(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value <= 0x9f);
}

/// Unicode's Bidi_Control property: characters that reorder what a reader sees.
bool is_bidirectional_control(std::uint32_t value) {
  return value == 0x061c || value == 0x200e || value == 0x200f ||
         (value >= 0x202a && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);
}

}  // namespace

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
CodePoint decode_utf8(std::string_view text) {
  static constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const std::size_t length = sequence_length(byte_at(text, 0));
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {byte_at(text, 0), 1};
  std::uint32_t value = byte_at(text, 0) & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte_at(text, i) & 0x3fu);
  }
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < kSmallest[length] || surrogate || value > 0x10ffff) return {};
  return {value, length};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = decode_utf8(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_shown_as_it_is(std::uint32_t value) {
  return !is_control(value) && !is_bidirectional_control(value);
}

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    if (next.length == 0 || !is_shown_as_it_is(next.value)) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

}  // namespace edge
