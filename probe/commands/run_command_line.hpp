// The options of `edgeprobe run`, for the commands that make such runs.
#pragma once

#include "probe/commands/run_options.hpp"

namespace CLI {
class App;
}

namespace edge::probe {

/// What is tried, and how: all but where it is tried from, and what becomes of the report.
void add_run_options(CLI::App& run, RunTexts& texts);

}  // namespace edge::probe
