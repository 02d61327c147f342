// A run in the real world: signals, live output, the report wherever it was asked for.
#pragma once

#include "probe/commands/run_options.hpp"

namespace edge::probe {

/// Gives the exit code. Throws UsageError for a report that cannot be written, before anything is
/// sent; std::runtime_error when the report could not be delivered. A signal ends the run with what
/// was seen until then; a second one ends the process.
int carry_out(const RunRequest& request);

/// `--plan`: who would be contacted.
int print_plan(const RunRequest& request);

}  // namespace edge::probe
