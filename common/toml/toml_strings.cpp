#include "common/toml/toml_strings.hpp"

#include <algorithm>

#include "common/base/whole_number.hpp"

namespace edge {
namespace {

constexpr std::size_t kMostStrings = 4096;
constexpr int kDeepest = 16;  // inline tables and arrays in each other

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

std::string utf8(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000) {
    return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
  }
  return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)),
          byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
}

class TomlReader {
 public:
  explicit TomlReader(std::string_view text) : text_(text) {}

  TomlReading read() {
    while (skip_blank_lines()) {
      if (read_statement()) continue;
      const auto before = text_.substr(0, at_);
      reading_.bad_line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
      break;
    }
    return std::move(reading_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char here() const { return at_end() ? '\0' : text_[at_]; }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  void skip_blanks() {
    while (here() == ' ' || here() == '\t') ++at_;
  }
  void skip_comment() {
    if (here() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
  }
  /// False at the end.
  bool skip_blank_lines() {
    while (!at_end()) {
      skip_blanks();
      skip_comment();
      if (!take("\r\n") && !take("\n")) return !at_end();
    }
    return false;
  }
  bool ends_line() {
    skip_blanks();
    skip_comment();
    return at_end() || take("\r\n") || take("\n");
  }

  bool read_statement() {
    if (take("[[")) return read_header("]]");
    if (take("[")) return read_header("]");
    return read_pair(table_, 0) && ends_line();
  }

  /// What an array of tables holds has no one key: it is read and left out.
  bool read_header(std::string_view end) {
    left_out_ = end.size() > 1;
    table_.clear();
    return read_key(table_) && take(end) && ends_line();
  }

  /// Appends to `key`, with dots between.
  bool read_key(std::string& key) {
    do {
      skip_blanks();
      std::string part;
      if (here() == '"' || here() == '\'') {
        const auto quoted = read_string();
        if (!quoted) return false;
        part = *quoted;
      } else {
        while (is_bare(here())) part += text_[at_++];
        if (part.empty()) return false;
      }
      key += (key.empty() ? "" : ".") + part;
      skip_blanks();
    } while (take("."));
    return true;
  }

  bool read_pair(std::string key, int depth) {
    if (!read_key(key) || !take("=")) return false;
    skip_blanks();
    return read_value(key, depth);
  }

  bool read_value(const std::string& key, int depth) {
    if (depth > kDeepest) return false;
    if (take(R"(""")")) return skip_behind(R"(""")");
    if (take("'''")) return skip_behind("'''");
    if (here() == '"' || here() == '\'') {
      auto text = read_string();
      if (!text) return false;
      Secret value = take_secret(*text);
      if (!left_out_ && reading_.strings.size() < kMostStrings) {
        reading_.strings.emplace(key, std::move(value));
      }
      return true;
    }
    if (take("{")) return read_inline_table(key, depth + 1);
    if (take("[")) return skip_array(depth + 1);
    const auto begin = at_;  // a number, a flag, a date
    while (!at_end() && std::string_view(",]}#\r\n").find(here()) == std::string_view::npos) ++at_;
    return at_ > begin;
  }

  bool read_inline_table(const std::string& key, int depth) {
    skip_blanks();
    if (take("}")) return true;
    do {
      if (!read_pair(key, depth)) return false;
      skip_blanks();
    } while (take(","));
    return take("}");
  }

  bool skip_array(int depth) {
    const bool before = left_out_;
    left_out_ = true;
    bool sound = true;
    while (sound && skip_blank_lines() && here() != ']') {
      sound = read_value("", depth) && skip_blank_lines() && (take(",") || here() == ']');
    }
    left_out_ = before;
    return sound && take("]");
  }

  bool skip_behind(std::string_view end) {
    const auto found = text_.find(end, at_);
    if (found == text_.npos) return false;
    at_ = found + end.size();
    return true;
  }

  /// A basic or a literal string of one line.
  std::optional<std::string> read_string() {
    const char quote = text_[at_++];
    std::string text;
    while (!at_end() && here() != quote && here() != '\n') {
      const char c = text_[at_++];
      if (c != '\\' || quote == '\'') {
        text += c;
      } else if (!read_escape(text)) {
        return std::nullopt;
      }
    }
    if (here() != quote) return std::nullopt;
    ++at_;
    return text;
  }

  bool read_escape(std::string& text) {
    if (at_end()) return false;
    const char c = text_[at_++];
    constexpr std::string_view kNames = "btnfr\"\\", kMeant = "\b\t\n\f\r\"\\";
    if (const auto known = kNames.find(c); known != kNames.npos) {
      text += kMeant[known];
      return true;
    }
    const std::size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    const auto hex = text_.substr(at_, digits);
    const auto code = digits > 0 && hex.size() == digits ? whole_number<std::uint32_t>(hex, 16)
                                                         : std::nullopt;
    if (!code || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000)) return false;
    text += utf8(*code);
    at_ += digits;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string table_;
  bool left_out_ = false;
  TomlReading reading_;
};

}  // namespace

TomlReading read_toml_strings(std::string_view text) { return TomlReader(text).read(); }

}  // namespace edge
