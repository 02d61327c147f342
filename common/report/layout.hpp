// Laying out text for people: durations in words, wrapped paragraphs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/world/time.hpp"

namespace edge {

/// "0.4 ms", "30 s", "3.1 s".
std::string human_duration(Duration duration);

/// `words` in lines of at most `width` columns, broken at every '\n' and else at spaces, or within
/// a word that is longer than a line; every line but the first begins with `indent` spaces, which
/// count; the first is taken to begin at that column. No final newline. What a terminal would obey
/// is escaped.
std::string wrapped(std::string_view words, std::size_t indent, std::size_t width);

/// How something is shown to people.
struct TextStyle {
  std::size_t width = 100;  // columns
  bool colours = false;     // for a terminal
};

/// Where the words behind a label begin.
inline constexpr std::size_t kWordsColumn = 14;
/// `label`, then `words`, wrapped; nothing without words.
std::string labelled_block(std::string_view label, std::string_view words, std::size_t width);

/// The bytes of the longest word of `text`.
std::size_t longest_word(std::string_view text);

}  // namespace edge
