// Tailscale on Linux with --exit-node, without --exit-node-allow-lan-access: router_linux.go
// (addIPRules, addRoute; chains ts-input, ts-forward, ts-postrouting) and ipn/ipnlocal/local.go
// (routerConfig):
//   ip rule add pref 5210 fwmark 0x80000/0xff0000 table main
//   ip rule add pref 5230 fwmark 0x80000/0xff0000 table default
//   ip rule add pref 5250 fwmark 0x80000/0xff0000 type unreachable
//   ip rule add pref 5270 table 52
//   ip route add default dev tailscale0 table 52
//   ip route add 100.100.100.100 dev tailscale0 table 52
//   ip route add LAN dev tailscale0 table 52      each network of the machine, bridges included
// Table 52 stands before main without suppress_prefixlength: what goes to a container's own bridge
// goes into the tunnel. With --exit-node-allow-lan-access each network of the machine is
//   ip route add throw LAN table 52
// instead. Split: accepted subnet routes (`--accept-routes`) in table 52 instead of
// default and LAN.
#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {
namespace {

constexpr int kTailscaleExitNodeTable = 52;
constexpr std::uint32_t kBypassMark = 0x80000;
constexpr std::uint32_t kSubnetMark = 0x40000;
constexpr std::uint32_t kMarkMask = 0xff0000;
const char* const kDevice = "tailscale0";

PolicyRule rule(int priority, int table, bool marked) {
  PolicyRule made;
  made.priority = priority;
  made.table = table;
  if (marked) made.mark = kBypassMark;
  if (marked) made.mark_mask = kMarkMask;
  return made;
}

void add_policy_rules(Node& machine) {
  auto unreachable = rule(5250, kMainTable, true);
  unreachable.unreachable = true;
  machine.policy_rules.insert(machine.policy_rules.end(),
                              {rule(5210, kMainTable, true), rule(5230, kDefaultTable, true),
                               unreachable, rule(5270, kTailscaleExitNodeTable, false)});
}

/// Inserted in front of what INPUT, FORWARD and POSTROUTING had.
void add_chains(Node& machine) {
  const auto carrier_nat = prefix_literal("100.64.0.0/10");
  Match spoofed, in, out, wrong_way, marked, datagram;
  spoofed.source = wrong_way.source = carrier_nat;
  spoofed.not_in_interface = kDevice;
  in.in_interface = kDevice;
  out.out_interface = wrong_way.out_interface = kDevice;
  marked.mark = kSubnetMark;
  datagram.protocol = Protocol::udp;
  datagram.destination_port = 41641;
  std::vector<Rule> rules{
      {Hook::input, kFilter, spoofed, Drop{}, "ts-input"},
      {Hook::input, kFilter, in, Accept{}, "ts-input"},
      {Hook::input, kFilter, datagram, Accept{}, "ts-input"},
      {Hook::forward, kFilter, in, SetMark{kSubnetMark}, "ts-forward"},
      {Hook::forward, kFilter, marked, Accept{}, "ts-forward"},
      {Hook::forward, kFilter, wrong_way, Drop{}, "ts-forward"},
      {Hook::forward, kFilter, out, Accept{}, "ts-forward"},
      {Hook::postrouting, kSourceNat, marked, Masquerade{}, "ts-postrouting"},
  };
  for (Rule& each : rules) each.chain = each.comment;
  machine.rules.insert(machine.rules.begin(), rules.begin(), rules.end());
}

/// Without the local ones, those of the machine's interfaces but the tunnel's.
std::vector<Prefix> machine_networks(const Node& machine) {
  std::vector<Prefix> networks;
  for (const auto& interface : machine.interfaces) {
    for (const auto& address : interface.addresses) {
      if (address.length < 32) networks.push_back(network_of(address));
    }
  }
  return networks;
}

void connect_tailscale_exit_node(Node& machine, const VpnSite& site) {
  machine.tunnels.back().mark = kBypassMark;
  const auto add = [&](Route route) {
    route.table = kTailscaleExitNodeTable;
    machine.routes.push_back(route);
  };
  for (const auto& prefix : site.routes) add(into_tunnel(prefix, kDevice));
  if (site.full()) {
    for (const auto& network : machine_networks(machine)) {
      Route left_alone;
      left_alone.destination = network;
      left_alone.kind = RouteKind::throw_;
      add(site.lan_allowed ? left_alone : into_tunnel(network, kDevice));
    }
    add(into_tunnel(everything(), kDevice));
  }
  add(into_tunnel(prefix_literal("100.100.100.100/32"), kDevice));
  add_policy_rules(machine);
  add_chains(machine);
}

}  // namespace

// WireGuard's overhead, with Tailscale's own port and MTU.
constinit const VpnStyle kTailscaleExitNode{.name = "tailscale-exit-node",
                                            .interface = "tailscale0",
                                            .client = "100.101.102.103/32",
                                            .gateway = "100.64.0.1/10",
                                            .port = 41641,
                                            .mtu = 1280,
                                            .overhead = 60,
                                            .has_lan_switch = true,
                                            .connect = connect_tailscale_exit_node};

}  // namespace edge::sim
