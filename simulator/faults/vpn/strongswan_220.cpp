// strongSwan's charon with kernel-libipsec, traffic selector 0.0.0.0/0: kernel_libipsec_ipsec.c,
// install_route() and add_exclude_route(); charon.conf, routing_table and routing_table_prio. Seen
// with 5.9.8:
//   ip rule add pref 220 table 220
//   ip route add default dev ipsec0 proto static src VIRTUAL-IP table 220
//   ip route add throw SERVER table 220
// Table 220 stands before main and knows no local networks: the LAN and container bridges go into
// the tunnel too, unless the plugin bypass-lan is loaded, which it is not here. Split: the remote
// traffic selectors instead of the default; the server is excluded where one of them holds it.
#include <algorithm>

#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {
namespace {

constexpr int kStrongswan220Table = 220;

void connect_strongswan_220(Node& machine, const VpnSite& site) {
  PolicyRule rule;
  rule.priority = 220;
  rule.table = kStrongswan220Table;
  machine.policy_rules.push_back(rule);
  const auto selectors = site.captured();
  for (const auto& selector : selectors) {
    Route route = into_tunnel(selector, "ipsec0");
    route.source = prefix_literal("10.8.0.6/32").address;
    route.table = kStrongswan220Table;
    machine.routes.push_back(route);
  }
  const auto holds_server = [&](const Prefix& prefix) { return prefix.contains(site.server); };
  if (std::ranges::none_of(selectors, holds_server)) return;
  Route exclude;
  exclude.destination = one_address(site.server);
  exclude.kind = RouteKind::throw_;
  exclude.table = kStrongswan220Table;
  machine.routes.push_back(exclude);
}

}  // namespace

// ESP in UDP with AES-GCM-16: IP 20, UDP 8, ESP 8, IV 8, padding and trailer 4, ICV 16.
constinit const VpnStyle kStrongswan220{.name = "strongswan-220",
                                        .interface = "ipsec0",
                                        .client = "10.8.0.6/32",
                                        .gateway = "10.8.0.1/24",
                                        .port = 4500,
                                        .mtu = 1400,
                                        .overhead = 64,
                                        .connect = connect_strongswan_220};

}  // namespace edge::sim
