// What the engine's answers come to: how the edge runtime's containers ended, and what is wrong
// with their settings. Pure.
#pragma once

#include <vector>

#include "probe/engine/engine_state.hpp"
#include "probe/host/host_report.hpp"
#include "probe/host/host_state.hpp"

namespace edge::probe {

/// Adds the engine's facts and findings to `report`, whose exit code is set anew.
void add_engine(HostReport& report, const HostState& host, const EngineState& engine);

/// The engine was not asked, or did not answer.
void add_no_engine(HostReport& report, std::string why);

/// The bridge of the host that has an address in one of the network's subnets; null: none.
const HostLink* bridge_of(const HostState& host, const EngineNetwork& network);

/// The subnets of the engine's networks that the host has, by any bridge.
std::vector<std::string> engine_subnets(const EngineState& engine);

}  // namespace edge::probe
