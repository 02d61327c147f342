// What the lengths of an agent's two attempts say together, where its log has no words for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probe/logs/attempt_timeline.hpp"

namespace edge::probe {

struct AttemptPattern {
  GapKind first = GapKind::unknown, second = GapKind::unknown;
  bool second_connects = false;
  std::string_view code;
  std::string_view others;  // by blanks
  std::string_view words;   // what the lengths say
};

/// Of the rounds of a log, the kind that there was most of and that has a meaning; failed ones
/// before those in which the second way connected. Null if there is none.
const AttemptPattern* attempt_pattern(const std::vector<RoundCount>& rounds);

}  // namespace edge::probe
