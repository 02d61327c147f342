// All that is searched for in a line, in one search: the texts of signature_rows(), and hints.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "probe/logs/pattern_search.hpp"

namespace edge::probe {

/// What tells, in an exception that has no text of a row, whom it is about.
enum Hint : std::size_t {
  kNextChain,
  kWebSocket,
  kNamesPeer,
  kAmqpNamesPeer,
  kProxy,
  kModule,
  kHintCount
};
std::string_view text_of(Hint hint);

/// Whose text a pattern of the search is: a row's, or behind those a Hint's.
struct KnownText {
  std::string_view text;
  std::size_t row;
};

struct KnownTexts {
  std::vector<KnownText> patterns;
  PatternSearch search;
};
const KnownTexts& known_texts();

}  // namespace edge::probe
