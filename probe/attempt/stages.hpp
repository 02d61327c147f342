// The table of stages. A stage asks the World and records what it saw; it never judges.
#pragma once

#include <span>
#include <string_view>

#include "probe/attempt/attempt.hpp"

namespace edge::probe {

struct StageRow {
  std::string_view name;  // as in profiles, reports and scenarios
  std::string_view what;  // one line for `list stages`
  /// Fills outcome, peer and detail; run_attempt adds the rest. Ends by the attempt's deadline.
  Awaitable<Evidence> (*run)(Attempt&);
};

std::span<const StageRow> stage_rows();
/// Null if there is no such stage.
const StageRow* find_stage(std::string_view name);

}  // namespace edge::probe
