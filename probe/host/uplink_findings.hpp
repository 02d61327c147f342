// By which uplink and gateway a module network's packets leave the host, and what is wrong with
// them.
#pragma once

#include "probe/host/scene.hpp"

namespace edge::probe {

/// It has no carrier.
MaybeFinding dead_uplink(const Scene& scene);
MaybeFinding uplink_without_address(const Scene& scene);
/// A gateway that does not answer to ARP.
MaybeFinding dead_gateway(const Scene& scene, const TracedPacket& traced);
/// A policy rule leads the module network elsewhere than the host: only worth knowing.
MaybeFinding other_way_than_hosts(const Scene& scene);
/// One route with several ways: only worth knowing.
MaybeFinding shared_among_ways(const Scene& scene);
/// Two default routes by different uplinks: only worth knowing.
MaybeFinding second_uplink(const Scene& scene);

}  // namespace edge::probe
