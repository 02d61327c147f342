// The documented cause: a VPN on the host that overrides the module network. Named with the route
// or rule that does it, the product that installed it, and what takes it back.
#pragma once

#include <optional>

#include "probe/host/host_report.hpp"
#include "probe/host/trace.hpp"

namespace edge::probe {

/// What is known of the product behind a traced packet's deciding route and rule.
struct Installer {
  std::string product, sign, setting;
};
Installer installer_of(const HostState& state, const Decision& decision);

/// The answers for the module leave by another interface than its bridge.
bool answers_go_astray(const NetworkTrace& trace);

std::optional<HostFinding> vpn_override(const HostState& state, const HostTraces& all,
                                        const NetworkTrace& trace);

}  // namespace edge::probe
