#include "simulator/topologies/topologies.hpp"

#include <algorithm>
#include <array>

namespace edge::sim {

Topology direct(const Parameters& with);
Topology bridge(const Parameters& with);
Topology nat(const Parameters& with);
Topology site_proxy(const Parameters& with);
Topology dual_uplink(const Parameters& with);
Topology nested(const Parameters& with);

namespace {

constexpr std::string_view kOfBridge = "dns: embedded|copied, module-network: 172.18.0.0/16";

constexpr std::array kTopologyRows{
    TopologyRow{"direct", "device - site router with NAT - internet", "", direct},
    TopologyRow{"bridge",
                "module - container bridge - host with NAT - site router with NAT - internet",
                "dns: embedded|copied (the engine's own resolver, or the host's resolv.conf), "
                "module-network: 172.18.0.0/16",
                bridge},
    TopologyRow{"nat",
                "module - Windows-style NAT network - host with an uplink by metric - site router "
                "- internet",
                "module-network: 172.30.160.0/20", nat},
    TopologyRow{"site-proxy",
                "as bridge; the site's firewall drops all but the proxy 192.168.1.8:3128",
                kOfBridge, site_proxy},
    TopologyRow{"dual-uplink",
                "as bridge; the host has a second uplink by Wi-Fi (metric 600) to an LTE router",
                kOfBridge, dual_uplink},
    TopologyRow{"nested",
                "as bridge, in a plant without internet, below a gateway (parent.test) as its hub",
                kOfBridge, nested},
};

}  // namespace

std::span<const TopologyRow> topology_rows() { return kTopologyRows; }

const TopologyRow* find_topology(std::string_view name) {
  const auto found = std::find_if(kTopologyRows.begin(), kTopologyRows.end(),
                                  [&](const auto& row) { return row.name == name; });
  return found == kTopologyRows.end() ? nullptr : &*found;
}

}  // namespace edge::sim
