// A scenario with random wires is run with several seeds, each of which must end as expected.
#pragma once

#include <functional>

#include "simulator/run/runner.hpp"

namespace edge::sim {

/// Runs `scenario` by `run` once for each of its seeds: of an ordinary one just that. The report is
/// that of the first seed that did not end as expected, or of the first; mismatches name their
/// seeds, `verdicts` has those of all, and the trace covers all. Throws what `run` throws.
ScenarioResult run_each_seed(const Scenario& scenario,
                             const std::function<ScenarioResult(const Scenario&)>& run);

}  // namespace edge::sim
