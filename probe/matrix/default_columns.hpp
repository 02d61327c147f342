// Which networks are compared when nobody names any: the host's own, the engine's default bridge,
// and the modules' network. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/engine/engine_state.hpp"
#include "probe/host/host_state.hpp"

namespace edge::probe {

struct ColumnPlan {
  std::string name;     // "module network"
  std::string vantage;  // of `run --vantage`; empty: the program's own network
  bool direct = false;  // without the proxy that the others go by
};

/// Each of them, and beside it the same without a proxy.
std::vector<ColumnPlan> with_direct(const std::vector<ColumnPlan>& columns);

/// Of those three the ones that are there; without an engine, bridges by their names.
std::vector<ColumnPlan> default_columns(const HostState& host,
                                        const std::optional<EngineState>& engine);

/// The hub that the edge agent's container is set to; empty: there is none, or none is named.
std::string hub_of_agent(const EngineState& engine);

}  // namespace edge::probe
