#include "common/report/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"

namespace edge {

namespace {

/// The bytes of the characters that are whole within the first `most` bytes of UTF-8.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  std::size_t size = most;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return size > 0 ? size : most;
}

}  // namespace

std::string human_duration(Duration duration) {
  const double ms = in_milliseconds(duration);
  if (ms < 1000) return fmt::format("{:.1f} ms", ms);
  const bool whole = duration % std::chrono::seconds{1} == Duration{};
  return whole ? fmt::format("{:.0f} s", ms / 1000) : fmt::format("{:.1f} s", ms / 1000);
}

std::string wrapped(std::string_view words, std::size_t indent, std::size_t width) {
  const std::string safe = printable_lines(words);
  std::string_view text = safe;
  std::string lines;
  std::size_t column = indent;
  const auto break_line = [&] {
    lines += '\n';
    lines.append(indent, ' ');
    column = indent;
  };
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find_first_of(" \n"));
    text.remove_prefix(word.size());
    const bool begins_line = column == indent;
    if (!begins_line && column + 1 + word.size() > width) {
      break_line();
    } else if (!begins_line) {
      lines += ' ';
      ++column;
    }
    for (; indent < width && word.size() > width - indent; break_line()) {
      const std::size_t size = whole_characters(word, width - indent);
      lines += word.substr(0, size);
      word.remove_prefix(size);
    }
    lines += word;
    column += word.size();
    if (text.starts_with('\n')) break_line();
    text.remove_prefix(std::min<std::size_t>(text.size(), 1));
  }
  return lines;
}

std::string labelled_block(std::string_view label, std::string_view words, std::size_t width) {
  if (words.empty()) return {};
  return fmt::format("{:<{}}{}\n", label, kWordsColumn, wrapped(words, kWordsColumn, width));
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const auto size = std::min(text.find_first_of(" \n"), text.size());
    longest = std::max(longest, size);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return longest;
}

}  // namespace edge
