// Holds what a run gave against what its scenario expects. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "simulator/run/exec_result.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

/// One line each, "attempt 2 (amqp-ws): ends at 45s, expected 60s"; empty: all as expected.
struct Judged {
  std::vector<std::string> mismatches;
  /// Times that are off by no more than the machine was late, which was too much to judge them.
  std::vector<std::string> unjudged_times;
};
Judged judge(const Expectation& expect, const Report& report, const HubObservations& hub);

/// The greatest tolerance with which a time is still judged: a shift of 0.4 s is found below 10 s,
/// one of 1 s at 30 s.
Duration largest_tolerance(Duration expected);

/// The mismatches alone, of runs that no machine makes late.
std::vector<std::string> mismatches(const Expectation& expect, const Report& report,
                                    const HubObservations& hub);

/// The code of the verdict on the cause, or "none".
std::string first_verdict(const Report& report);

/// The same, whenever it happens: with random wires two worlds agree on outcomes, not on times.
Expectation without_times(Expectation expect);

/// Whether a program of --exec may do anything but what a shell does that cannot run it.
bool expects_nothing_of_program(const Expectation& expect);

/// Whether a run of edgeprobe has nothing to be held against: all is for a program of --exec.
bool expects_only_of_program(const Expectation& expect);

/// What mismatches() gives, for a user's own program. Without expectations for one, its exit code
/// is held against the agent's as far as both are 0, or both are not.
std::vector<std::string> mismatches(const Expectation& expect, const ExecResult& result);

}  // namespace edge::sim
