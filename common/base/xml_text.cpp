#include "common/base/xml_text.hpp"

#include "common/base/escape.hpp"

namespace edge {
namespace {

/// U+FFFE and U+FFFF, which are no characters, become U+FFFD.
std::string only_characters(std::string text) {
  constexpr std::string_view kLead = "\xef\xbf";
  for (auto at = text.find(kLead); at != std::string::npos; at = text.find(kLead, at + 3)) {
    if (text[at + 2] == '\xbe' || text[at + 2] == '\xbf') text[at + 2] = '\xbd';
  }
  return text;
}

}  // namespace

/// XML 1.0 has no place for either, nor for control characters, hence printable() first.
std::string xml_text(std::string_view text, std::size_t max_bytes) {
  std::string escaped;
  for (const char c : only_characters(printable(text, max_bytes))) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

}  // namespace edge
