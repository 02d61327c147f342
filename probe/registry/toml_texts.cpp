#include "probe/registry/toml_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "common/base/whole_number.hpp"

namespace edge::probe {
namespace {

constexpr int kDeepestValue = 32;  // arrays and tables in one another
constexpr std::string_view kBlanks = " \t\r", kGaps = " \t\r\n";

bool stands_in_bare_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

void add_utf8(std::string& text, std::uint32_t letter) {
  const auto tail = [&](int shift) {
    text += static_cast<char>(0x80 | ((letter >> shift) & 0x3f));
  };
  if (letter < 0x80) {
    text += static_cast<char>(letter);
  } else if (letter < 0x800) {
    text += static_cast<char>(0xc0 | (letter >> 6));
    tail(0);
  } else if (letter < 0x10000) {
    text += static_cast<char>(0xe0 | (letter >> 12));
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xf0 | (letter >> 18));
    tail(12), tail(6), tail(0);
  }
}

class TomlReader {
 public:
  explicit TomlReader(std::string_view text) : text_(text) {}

  std::map<std::string, std::string, std::less<>> read() {
    std::string table;
    while (true) {
      skip_lines();
      if (done()) return std::move(texts_);
      if (take("[[")) {
        dotted_key();
        expect("]]");
        passed_over_ = 1;
      } else if (take("[")) {
        passed_over_ = 0;
        table = dotted_key() + ".";
        expect("]");
      } else {
        pair(table, 0);
      }
      skip(kBlanks);
      skip_comment();
      if (!done() && !take("\n")) refuse("something follows what a line is for");
    }
  }

 private:
  bool done() const { return at_ == text_.size(); }
  char front() const { return done() ? '\n' : text_[at_]; }
  std::string_view rest() const { return text_.substr(at_); }
  bool take(std::string_view these) {
    if (!rest().starts_with(these)) return false;
    at_ += these.size();
    return true;
  }
  void expect(std::string_view these) {
    skip(kBlanks);
    if (!take(these)) refuse(fmt::format("'{}' is missing", these));
  }
  void skip(std::string_view these) {
    at_ = std::min(text_.find_first_not_of(these, at_), text_.size());
  }
  void skip_comment() {
    if (front() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
  }
  void skip_lines() {
    do {
      skip(kGaps);
      skip_comment();
    } while (!done() && kGaps.find(front()) != kGaps.npos);
  }
  [[noreturn]] void refuse(std::string_view why) const {
    const auto line = 1 + std::ranges::count(text_.substr(0, at_), '\n');
    throw std::invalid_argument(fmt::format("line {}: {}", line, why));
  }

  std::string dotted_key() {
    std::string key;
    while (true) {
      skip(kBlanks);
      if (take("\"")) {
        key += basic("\"");
      } else if (take("'")) {
        key += literal("'");
      } else {
        const auto begin = at_;
        while (!done() && stands_in_bare_key(front())) ++at_;
        if (at_ == begin) refuse("a key is missing");
        key += text_.substr(begin, at_ - begin);
      }
      skip(kBlanks);
      if (!take(".")) return key;
      key += '.';
    }
  }

  void pair(const std::string& table, int depth) {
    const std::string key = table + dotted_key();
    expect("=");
    value(key, depth);
  }

  void value(const std::string& key, int depth) {
    if (depth > kDeepestValue) refuse("it is too deep");
    skip(kBlanks);
    if (const auto text = string()) {
      const bool twice = passed_over_ == 0 && !texts_.emplace(key, *text).second;
      if (twice) refuse(key + " is there twice");
    } else if (take("{")) {
      several("}", [&] { pair(key + ".", depth + 1); });
    } else if (take("[")) {
      ++passed_over_;
      several("]", [&] { value(key, depth + 1); });
      --passed_over_;
    } else {
      const auto begin = at_;
      at_ = std::min(text_.find_first_of(",]}#\n", at_), text_.size());
      if (text_.substr(begin, at_ - begin).find_first_not_of(kBlanks) == std::string_view::npos) {
        refuse("a value is missing");
      }
    }
  }

  template <class Element>
  void several(std::string_view end, Element element) {
    for (skip_lines(); !take(end); skip_lines()) {
      element();
      skip_lines();
      if (!take(",") && !rest().starts_with(end)) refuse(fmt::format("'{}' is missing", end));
    }
  }

  std::optional<std::string> string() {
    for (const std::string_view quotes : {"\"\"\"", "\""}) {
      if (take(quotes)) return basic(quotes);
    }
    for (const std::string_view quotes : {"'''", "'"}) {
      if (take(quotes)) return literal(quotes);
    }
    return std::nullopt;
  }

  void begin_string(std::string_view quotes) {
    if (quotes.size() == 3 && !take("\n")) take("\r\n");
  }
  void require_more(std::string_view quotes) const {
    if (done() || (quotes.size() == 1 && front() == '\n')) refuse("a text does not end");
  }

  std::string literal(std::string_view quotes) {
    begin_string(quotes);
    std::string text;
    while (!take(quotes)) {
      require_more(quotes);
      text += text_[at_++];
    }
    return text;
  }

  std::string basic(std::string_view quotes) {
    begin_string(quotes);
    std::string text;
    while (!take(quotes)) {
      require_more(quotes);
      if (!take("\\")) text += text_[at_++];
      else escaped(text);
    }
    return text;
  }

  void escaped(std::string& text) {
    constexpr std::string_view kLetters = "btnfr\"\\", kMeanings = "\b\t\n\f\r\"\\";
    const auto letter = kLetters.find(front());
    if (letter != kLetters.npos && !done()) {
      text += kMeanings[letter];
      ++at_;
    } else if (take("u")) {
      add_utf8(text, code_point(4));
    } else if (take("U")) {
      add_utf8(text, code_point(8));
    } else if (kGaps.find(front()) != kGaps.npos) {
      skip(kGaps);  // a line that goes on
    } else {
      refuse("an escape that TOML does not have");
    }
  }

  std::uint32_t code_point(std::size_t digits) {
    const auto number = whole_number<std::uint32_t>(text_.substr(at_, digits), 16);
    if (!number || at_ + digits > text_.size() || *number > 0x10ffff) {
      refuse("an escape that TOML does not have");
    }
    at_ += digits;
    return *number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int passed_over_ = 0;  // arrays, and tables that are elements of one, around
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace

std::map<std::string, std::string, std::less<>> toml_texts(std::string_view toml) {
  return TomlReader(toml).read();
}

}  // namespace edge::probe
