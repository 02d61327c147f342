// What a run will do, decided before anything is sent: the stages of each attempt, where it goes,
// and every packet's target. `--plan` prints it; run.cpp carries it out.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "common/world/world.hpp"
#include "probe/attempt/options.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {

/// How long a stage may be silent with --quick: three retransmitted SYNs, at 1, 2 and 3 s on Linux
/// from 6.5 on (before it two, at 1 and 3 s), and a router's search for a neighbour that is not
/// there (3.07 s).
inline constexpr Duration kQuickSilence = std::chrono::milliseconds{3300};

struct PlannedAttempt {
  const TransportRow* transport = nullptr;
  std::string host;                  // whose name is resolved: the hub's or the proxy's
  std::uint16_t port = 0;            // TCP port connected to
  std::uint16_t hub_port = 0;        // the same, unless through a proxy
  bool through_proxy = false;
  bool asked_for = false;            // as Target has it
  std::vector<std::string> stages;   // those that will run
  std::vector<std::string> left_out; // further stages of the transport that will not
};

struct Plan {
  std::string until;                 // the last stage asked for
  std::string left_out_because;      // empty when every stage of the agent runs
  bool identity_checked = false;     // whether cbs runs, if the way there is open
  Duration attempt_timeout{};
  std::vector<PlannedAttempt> attempts;
};

/// Throws UsageError when the options contradict each other (`--until link` without credentials).
Plan make_plan(const Options& options, const Profile& profile);

/// Where each attempt goes, for the report.
std::vector<Target> targets_of(const Plan& plan);

/// Every target the plan names, for a person; nothing is sent.
std::string describe(const Plan& plan, const Options& options, const ResolverConfig& resolver);

}  // namespace edge::probe
