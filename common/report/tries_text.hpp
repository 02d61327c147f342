// Many tries in few lines: the first of an attempt, those that ended otherwise than the one before,
// and a sentence on all of them.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"

namespace edge {

/// An attempt, or a part of it, as the table of stages shows it.
struct ShownPart {
  std::string_view transport;
  std::vector<const Evidence*> stages;
  std::string tries;  // "9 tries in 30.0 s, ..."; empty where there was one
};

/// In the order of the numbers; refers to `report`.
std::vector<ShownPart> shown_parts(const Report& report);

/// Whether a stage of an attempt saw it, and not something beside the attempts.
bool is_stage(const Evidence& evidence);

}  // namespace edge
