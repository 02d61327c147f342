// What the host's routes and policy rules do to a module network's packets and their answers, other
// than VPN clients' (vpn_findings.hpp).
#pragma once

#include <string_view>

#include "probe/host/scene.hpp"

namespace edge::probe {

/// A route or a rule forbids packets, or none leads them on. `what`: "the host's own packets to the
/// hub".
MaybeFinding no_way(const Scene& scene, const TracedPacket& traced, std::string_view what);
/// A policy rule leads another port that modules need elsewhere, or forbids it.
MaybeFinding other_port_led_away(const Scene& scene);
/// The hub's address is one of the host's own.
MaybeFinding hub_is_the_host(const Scene& scene);
MaybeFinding bridge_default(const Scene& scene);
MaybeFinding answers_astray(const Scene& scene);
/// The kernel keeps a packet that no rule, route or setting that is known here forbids.
MaybeFinding refused(const Scene& scene);

}  // namespace edge::probe
