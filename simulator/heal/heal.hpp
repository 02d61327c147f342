// Which change lets the agent connect: searched in the computed network, so that what is said has
// been tried (docs/heal.md).
#pragma once

#include <string>
#include <vector>

#include "simulator/heal/changes.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

struct Healing {
  std::vector<Change> parts;       // one, or two that help together only
  std::vector<std::string> moved;  // which other packets take another way then
};

struct HealResult {
  std::string verdict;             // of module and host together, as it is
  bool connects = false;           // already: nothing was looked for
  std::size_t tried = 0;
  std::vector<Healing> healings;   // the smallest first
};

/// Of the network as it is when the scenario's run has ended. Throws UsageError as run_scenario(),
/// and where there is no host to change.
HealResult heal(const Scenario& scenario);

/// The network at the run's end, as a scenario in which nothing changes any more.
Scenario as_it_ended(const Scenario& scenario);

/// For people; each command in a line of its own that begins with "$ ".
std::string heal_text(const HealResult& result);

}  // namespace edge::sim
