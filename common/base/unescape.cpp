#include "common/base/unescape.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/whole_number.hpp"

namespace edge {
namespace {

struct Escape {
  char byte = 0;
  std::size_t length = 0;  // of what is written; 0: none begins here
};

/// The byte that `digits` digits from `begin` on stand for.
Escape number(std::string_view text, std::size_t begin, std::size_t digits, int base) {
  const auto written = text.substr(std::min(begin, text.size()), digits);
  const auto value = written.size() == digits ? whole_number<std::uint16_t>(written, base)
                                              : std::nullopt;
  if (!value || *value > 0xff) return {};
  return {static_cast<char>(*value), begin + digits};
}

Escape character_reference(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kNamed[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''},
      {"&plus;", '+'}, {"&sol;", '/'}, {"&equals;", '='}};
  for (const auto& [name, byte] : kNamed) {
    if (text.starts_with(name)) return {byte, name.size()};
  }
  if (!text.starts_with("&#")) return {};
  const bool hex = text.substr(2, 1) == "x" || text.substr(2, 1) == "X";
  const std::size_t begin = hex ? 3 : 2;
  const auto end = text.substr(0, begin + 8).find(';');
  if (end == text.npos || end <= begin) return {};
  Escape found = number(text, begin, end - begin, hex ? 16 : 10);
  if (found.length != 0) ++found.length;
  return found;
}

Escape backslash(std::string_view text) {
  const char kind = text.size() > 1 ? text[1] : '\0';
  if (kind == 'u') return number(text, 2, 4, 16);
  if (kind == 'x') return number(text, 2, 2, 16);
  if (kind == '"' || kind == '\\' || kind == '/' || kind == '\'') return {kind, 2};
  return {};
}

Escape escape_at(std::string_view text) {
  switch (text.front()) {
    case '%': return number(text, 1, 2, 16);
    case '&': return character_reference(text);
    case '\\': return backslash(text);
    default: return {};
  }
}

}  // namespace

bool may_have_escapes(std::string_view text) { return text.find_first_of("%&\\") != text.npos; }

Unescaped unescape(std::string_view text) {
  Unescaped result;
  result.text.reserve(text.size());
  result.origin.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const Escape escape = escape_at(text.substr(at));
    result.text += escape.length == 0 ? text[at] : escape.byte;
    result.origin.push_back(at);
    at += escape.length == 0 ? 1 : escape.length;
  }
  result.origin.push_back(text.size());
  return result;
}

}  // namespace edge
