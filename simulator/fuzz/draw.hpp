// A scenario at random: one of the program's networks, an agent, and faults with their parameters,
// all of it legal. Pure: the same chances give the same scenario.
#pragma once

#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/chance.hpp"

namespace edge::sim {

/// The topology whose site lets the agent out by its proxy alone.
inline constexpr std::string_view kClosedNetwork = "site-proxy";

/// The fault whose parameters decide by chance what becomes of a packet: it has no one cause.
inline constexpr std::string_view kSlowWire = "wire-quality";

struct DrawOptions {
  int faults = 1;
  const FaultRow* fault = nullptr;  // the first of them; null: any
  bool oddity = true;               // now and then one that does no harm, for the probe to ignore
};

/// The fault takes none of the drawn networks.
struct NotDrawn : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The network of `row` with its usual parameters. Of the closed one the probe is told the proxy:
/// without it that site's being closed is a fault of its own.
void put_into(const TopologyRow& row, Scenario& scenario);

/// Whether both worlds' rules and the probe's own take it.
bool can_be_run(const Scenario& scenario);

/// Without expectations. Its network can be realised. Throws NotDrawn if a hundred draws give none.
Scenario draw_scenario(Chance& chance, const DrawOptions& options);

/// For case `number` of those that `seed` gives: each can be drawn without the others.
Chance chance_of(std::uint64_t seed, std::uint64_t number);

/// Slow wires and the like: what must not be found, as the agent connects in spite of it.
bool does_no_harm(const FaultStep& step);

}  // namespace edge::sim
