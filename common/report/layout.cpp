#include "common/report/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"

namespace edge {

std::string human_duration(Duration duration) {
  const double ms = std::chrono::duration<double, std::milli>(duration).count();
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
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    const bool begins_line = column == indent;
    if (!begins_line && column + 1 + word.size() > width) {
      break_line();
    } else if (!begins_line) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
    text.remove_prefix(word.size());
    if (text.starts_with('\n')) break_line();
    text.remove_prefix(std::min<std::size_t>(text.size(), 1));
  }
  return lines;
}

}  // namespace edge
