// What the signatures and attempts of logs come to: pure, over what was read.
#pragma once

#include <span>
#include <vector>

#include "probe/logs/log_reader.hpp"

namespace edge::probe {

/// Of one or more logs; the cause first. Errors before what an agent got over, what names a cause
/// before what only hints at one.
std::vector<LogFinding> log_findings(std::span<const LogReader* const> logs);

}  // namespace edge::probe
