#include "probe/logs/log_bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "common/base/utf8.hpp"

namespace edge::probe {
namespace {

/// ASCII without NUL, as nearly all lines are: eight bytes at a time.
bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighBits = 0x8080808080808080;
  std::uint64_t seen = 0;
  for (; text.size() >= sizeof(seen); text.remove_prefix(sizeof(seen))) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof(bytes));
    seen |= bytes | (bytes - kOnes);  // a byte that is 0 borrows, and gets the high bit
  }
  return (seen & kHighBits) == 0 && std::ranges::all_of(text, [](unsigned char c) {
    return c > 0 && c < 0x80;  // a char has no sign on arm64
  });
}

/// ECMA-48: a control sequence ends in a byte from '@' to '~', an operating system command in BEL
/// or ESC; of other escapes one byte follows.
std::size_t escape_size(std::string_view text) {
  if (text.size() < 2) return text.size();
  const auto up_to = [&](std::size_t at, auto ends) {
    while (at < text.size() && !ends(text[at])) ++at;
    return std::min(at + 1, text.size());
  };
  if (text[1] == '[') return up_to(2, [](char c) { return c >= '@' && c <= '~'; });
  if (text[1] == ']') return up_to(2, [](char c) { return c == '\a' || c == '\x1b'; });
  return 2;
}

}  // namespace

bool is_text(std::string_view line) {
  return is_ascii(line) || (line.find('\0') == line.npos && is_utf8(line));
}

std::string_view without_escapes(std::string_view line, std::string& plain) {
  plain.clear();
  for (auto escape = line.find(kEscape); escape != line.npos; escape = line.find(kEscape)) {
    plain += line.substr(0, escape);
    line.remove_prefix(escape);
    line.remove_prefix(escape_size(line));
  }
  plain += line;
  return plain;
}

}  // namespace edge::probe
