// What is wrong with the ways of the module networks, from facts and traces alone: pure.
#pragma once

#include <vector>

#include "probe/host/host_report.hpp"
#include "probe/host/trace.hpp"

namespace edge::probe {

/// Of the ways of the module networks alone, in no order.
std::vector<HostFinding> network_findings(const HostState& state, const HostTraces& traces);

/// The cause first: errors before warnings, and before what is only worth knowing.
std::vector<HostFinding> host_findings(const HostState& state, const HostTraces& traces);

}  // namespace edge::probe
