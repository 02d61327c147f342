#include "common/base/escape.hpp"

#include <algorithm>
#include <cstdint>

#include "common/base/secret_gate.hpp"
#include "common/base/utf8.hpp"

namespace edge {
namespace {

void append_escaped(std::string& out, std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0xf];
  }
}

/// `text` cut to `max_bytes`, but never inside a character.
std::string_view cut(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  const std::size_t earliest = max_bytes - std::min<std::size_t>(max_bytes, 3);
  for (std::size_t start = max_bytes; start-- > earliest;) {
    const CodePoint last = decode_utf8(text.substr(start));
    if (last.length > 1 && start + last.length > max_bytes) return text.substr(0, start);
  }
  return text.substr(0, max_bytes);
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
  // A peer may say back what it was told. First, as a cut one would not be found.
  const std::string safe_to_show = without_own_secrets(text);
  const std::string_view shown = cut(safe_to_show, max_bytes);
  std::string out;
  out.reserve(shown.size() + 3);
  for (std::size_t i = 0; i < shown.size();) {
    const CodePoint next = decode_utf8(shown.substr(i));
    const std::size_t length = std::max<std::size_t>(next.length, 1);
    const std::string_view bytes = shown.substr(i, length);
    const bool safe = next.length > 0 && is_shown_as_it_is(next.value);
    if (safe) {
      out += bytes;
    } else {
      append_escaped(out, bytes);
    }
    i += length;
  }
  if (shown.size() < safe_to_show.size()) out += "...";
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    safe += printable(line, line.size());
    if (end == std::string_view::npos) break;
    safe += '\n';
    text.remove_prefix(end + 1);
  }
  return safe;
}

}  // namespace edge
