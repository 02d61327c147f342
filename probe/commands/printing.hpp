// Reports as text, how they look on standard output, and what is checked before a plan is printed.
#pragma once

#include <string>

#include "probe/attempt/options.hpp"
#include "probe/output/outputs.hpp"

namespace edge::probe {

/// `format`: row of outputs.cpp.
std::string rendered(const std::string& format, const Report& report,
                     const OutputStyle& style = {});
/// For standard output, where the log lines were shown as they happened.
OutputStyle terminal_style();

/// Certificates that could not be used would stop the run: throws UsageError. That the system has
/// none is told on standard error, since a plan is made elsewhere, too.
void check_trust_of_plan(const Options& options);

}  // namespace edge::probe
