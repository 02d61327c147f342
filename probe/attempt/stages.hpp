// The table of stages. A stage asks the World and records what it saw; it never judges.
#pragma once

#include <span>
#include <string_view>

#include "probe/attempt/connection.hpp"

namespace edge::probe {

struct StageRow {
  std::string_view name;  // as in profiles, reports and scenarios
  std::string_view what;  // one line for `list stages`
  bool needs_identity = false;      // cannot be made without credentials
  bool needs_token = false;         // has no part where a certificate proves the identity
  bool disturbs_agent = false;      // throws off a running agent with the same identity
  bool through_proxy_only = false;  // left out of a way that goes through no proxy
  bool connected = false;           // when it is ok, the agent counts as connected
  /// Whether the options ask for it; null: they need not.
  bool (*on_request)(const Options&) = nullptr;
  /// Fills outcome, peer and detail; run_connection adds the rest. Ends by its deadline.
  Awaitable<Evidence> (*run)(Connection&) = nullptr;
};

/// Those of an agent's way to its hub.
std::span<const StageRow> stage_rows();
/// Those that only the ways to other endpoints have (endpoint_ways()).
std::span<const StageRow> endpoint_stage_rows();
/// Of either kind. Null if there is no such stage.
const StageRow* find_stage(std::string_view name);
/// The row of a name that is known to have one.
const StageRow& stage_called(std::string_view name);

}  // namespace edge::probe
