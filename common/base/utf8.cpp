#include "common/base/utf8.hpp"

#include <algorithm>
#include <iterator>

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

struct Range {
  std::uint32_t first, last;
};

/// Unicode 15, general categories Cc (control), Cf (format), Zl and Zp (separators of lines and
/// paragraphs), and Default_Ignorable_Code_Point: characters that move the cursor, reorder what a
/// reader sees or are not seen at all.
constexpr Range kUnseen[] = {
    {0x00, 0x1f},         {0x7f, 0x9f},         {0xad, 0xad},         {0x34f, 0x34f},
    {0x600, 0x605},       {0x61c, 0x61c},       {0x6dd, 0x6dd},       {0x70f, 0x70f},
    {0x890, 0x891},       {0x8e2, 0x8e2},       {0x115f, 0x1160},     {0x17b4, 0x17b5},
    {0x180b, 0x180f},     {0x200b, 0x200f},     {0x2028, 0x202e},     {0x2060, 0x206f},
    {0x3164, 0x3164},     {0xfe00, 0xfe0f},     {0xfeff, 0xfeff},     {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},     {0x110bd, 0x110bd},   {0x110cd, 0x110cd},   {0x13430, 0x1343f},
    {0x1bca0, 0x1bca3},   {0x1d173, 0x1d17a},   {0xe0000, 0xe0fff}};  // the last: tags and such

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
  const auto* const range = std::ranges::lower_bound(kUnseen, value, {}, &Range::last);
  return range == std::end(kUnseen) || value < range->first;
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
