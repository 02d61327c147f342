#include "probe/logs/engine_line.hpp"

#include "probe/logs/line_form.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kLog = "{\"log\":\"";
constexpr std::string_view kTimeMember = "\"time\":\"";

/// Four hexadecimal digits at `at`, or -1.
int hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, 4)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/// Half of a pair becomes '?': nothing that is searched for has such characters.
void append_unit(std::string& out, int unit) {
  const auto add = [&out](int byte) { out += static_cast<char>(byte); };
  if (unit < 0x80) {
    add(unit);
  } else if (unit < 0x800) {
    add(0xc0 | unit >> 6);
    add(0x80 | (unit & 0x3f));
  } else if (unit >= 0xd800 && unit < 0xe000) {
    add('?');
  } else {
    add(0xe0 | unit >> 12);
    add(0x80 | (unit >> 6 & 0x3f));
    add(0x80 | (unit & 0x3f));
  }
}

/// RFC 8259 section 7; what is no escape stays as it is.
void unescape_json(std::string_view text, std::string& out) {
  out.clear();
  while (true) {
    const auto escape = text.find('\\');
    out += text.substr(0, escape);
    if (escape == text.npos || escape + 1 >= text.size()) return;
    const char kind = text[escape + 1];
    text.remove_prefix(escape + 2);
    switch (kind) {
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'u':
        if (const int unit = hex4(text, 0); unit >= 0) {
          append_unit(out, unit);
          text.remove_prefix(4);
          break;
        }
        [[fallthrough]];
      default: out += kind;
    }
  }
}

/// Up to the quote that ends it, before which is an even number of backslashes; npos: none does.
std::size_t end_of_string(std::string_view text) {
  auto quote = text.find('"');
  for (; quote != text.npos; quote = text.find('"', quote + 1)) {
    const auto other = text.substr(0, quote).find_last_not_of('\\');
    const auto backslashes = other == text.npos ? quote : quote - other - 1;
    if (backslashes % 2 == 0) break;
  }
  return quote;
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool may_be_engine_line(std::string_view line) { return line.starts_with(kLog); }

std::optional<EngineLine> engine_line(std::string_view line, std::string& kept) {
  if (!may_be_engine_line(line) || !line.ends_with('}')) return std::nullopt;
  const std::string_view text = line.substr(kLog.size());
  const auto end = end_of_string(text);
  if (end == text.npos) return std::nullopt;
  EngineLine found;
  std::string_view log = text.substr(0, end);
  // As nearly every one ends: then there may be nothing left to unescape.
  if (log.ends_with("\\n") && !log.ends_with("\\\\n")) log.remove_suffix(2);
  if (log.find('\\') != log.npos) {
    unescape_json(log, kept);
    log = kept;
  }
  found.log = without_line_end(log);
  const auto time = text.find(kTimeMember, end);
  if (time != text.npos) {
    std::string_view stamp = text.substr(time + kTimeMember.size());
    if (const auto at = take_stamp(stamp)) found.at = at->at;
  }
  return found;
}

}  // namespace edge::probe
