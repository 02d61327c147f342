#include "common/yaml/yaml_writer.hpp"

#include "common/base/ascii_case.hpp"
#include "common/base/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace edge {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kColumns = 100;
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";

bool only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == text.npos;
}

/// Words that some reader takes for a truth value or for nothing.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords{"true", "false", "yes", "no", "on",
                                                   "off",  "null",  "y",   "n"};
  return std::ranges::find(kWords, lower_case(text)) != kWords.end();
}

/// What no reader of YAML 1.1 or 1.2 takes for anything but text: words, addresses, durations,
/// rates; not "1e3", "0x10", "12:30", a date.
bool is_plain(const std::string& text) {
  if (text.empty()) return false;
  static const std::string word = std::string{kLetters} + std::string{kDigits} + "._/()-";
  if (kLetters.find(text.front()) != std::string_view::npos) {
    return only(text, word) && !is_reserved(text);
  }
  const auto unsigned_text = std::string_view{text}.substr(text.front() == '-' ? 1 : 0);
  const auto unit = unsigned_text.find_first_not_of("0123456789.");
  if (unsigned_text.empty() || kDigits.find(unsigned_text.front()) == kDigits.npos) return false;
  if (unit != unsigned_text.npos && only(unsigned_text.substr(unit), "bdhikmstuGM")) return true;
  return std::ranges::count(text, '.') == 3 && only(text, "0123456789./:");
}

std::string number_text(double number) {
  std::array<char, 400> text{};  // 1e-308 has that many places
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

std::string scalar_text(const ordered_json& value) {
  if (value.is_number_float()) return number_text(value.get<double>());
  if (!value.is_string()) return json_text(value);
  const auto& text = value.get_ref<const std::string&>();
  return is_plain(text) ? text : json_text(value);
}

std::string key_text(const std::string& key) { return scalar_text(ordered_json(key)); }

/// In one line: "{ a: b, c: [d, e] }".
std::string flow(const ordered_json& value) {
  std::string inner;
  if (value.is_object()) {
    for (const auto& [key, each] : value.items()) {
      inner += (inner.empty() ? "" : ", ") + key_text(key) + ": " + flow(each);
    }
    return inner.empty() ? "{}" : "{ " + inner + " }";
  }
  if (!value.is_array()) return scalar_text(value);
  for (const auto& each : value) inner += (inner.empty() ? "" : ", ") + flow(each);
  return "[" + inner + "]";
}

void write(std::string& out, const ordered_json& value, std::size_t indent);

/// After "key:" or "-": in the same line if it fits behind `used` columns, else in lines below,
/// or for a list's element from here on.
void write_after(std::string& out, const ordered_json& value, std::size_t used, std::size_t indent,
                 bool here) {
  const auto line = flow(value);
  if (used + 1 + line.size() <= kColumns || !value.is_structured() || value.empty()) {
    out += " " + line + "\n";
    return;
  }
  std::string below;
  write(below, value, indent);
  out += here ? " " + below.substr(indent) : "\n" + below;
}

void write(std::string& out, const ordered_json& value, std::size_t indent) {
  const std::string blanks(indent, ' ');
  if (!value.is_structured() || value.empty()) {
    out += blanks + flow(value) + "\n";
  } else if (value.is_object()) {
    for (const auto& [key, each] : value.items()) {
      const auto begin = blanks + key_text(key) + ":";
      out += begin;
      write_after(out, each, begin.size(), indent + 2, false);
    }
  } else {
    for (const auto& each : value) {
      out += blanks + "-";
      write_after(out, each, indent + 1, indent + 2, true);
    }
  }
}

}  // namespace

std::string written_yaml(const ordered_json& value, std::size_t indent) {
  std::string out;
  write(out, value, indent);
  return out;
}

}  // namespace edge
