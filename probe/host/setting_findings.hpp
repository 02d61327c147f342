// What the host's settings and limits keep from a module network: forwarding, rp_filter, MTU, the
// connection table.
#pragma once

#include "probe/host/scene.hpp"

namespace edge::probe {

MaybeFinding forwarding_off(const Scene& scene);
/// rp_filter, on the bridge or where the answers come in.
MaybeFinding reverse_path(const Scene& scene);
MaybeFinding small_mtu(const Scene& scene);
MaybeFinding full_table(const HostState& state);
/// The engine gives containers other name servers than the host has.
MaybeFinding stand_in_name_servers(const HostState& state);

}  // namespace edge::probe
