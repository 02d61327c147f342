// Holds what a run gave against what its scenario expects. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "simulator/run/exec_result.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

/// One line per mismatch, "attempt 2 (amqp-ws): ends at 45s, expected 60s"; empty: all as expected.
std::vector<std::string> mismatches(const Expectation& expect, const Report& report,
                                    const HubObservations& hub);

/// The code of the verdict on the cause, or "none".
std::string first_verdict(const Report& report);

/// The same, whenever it happens: with random wires two worlds agree on outcomes, not on times.
Expectation without_times(Expectation expect);

/// What mismatches() gives, for a user's own program. Without expectations for one, its exit code
/// is held against the agent's as far as both are 0, or both are not.
std::vector<std::string> mismatches(const Expectation& expect, const ExecResult& result);

}  // namespace edge::sim
