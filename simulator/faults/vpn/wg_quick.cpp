// wg-quick with AllowedIPs = 0.0.0.0/0: wg-quick/linux.bash, add_default() and set_mtu_up(); seen
// with wireguard-tools 1.0.20210914 and wireguard-go 0.0.20220316:
//   wg set wg0 fwmark 51820
//   ip -4 rule add not fwmark 51820 table 51820                  priority 32765
//   ip -4 rule add table main suppress_prefixlength 0            priority 32764
//   ip -4 route add 0.0.0.0/0 dev wg0 table 51820
//   sysctl -q net.ipv4.conf.all.src_valid_mark=1
//   nft -f: preraw   iifname != wg0 ip daddr OWN fib saddr type != local drop
//           premangle  meta l4proto udp meta mark set ct mark
//           postmangle meta l4proto udp mark 51820 ct mark set mark
// MTU: the uplink's 1500 - 80. Split: `ip -4 route add PREFIX dev wg0` in table main, no mark, no
// rule, no filter (add_route()).
#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {
namespace {

constexpr int kWgQuickTable = 51820;
constexpr std::uint32_t kMark = 51820;

/// "fib saddr type != local drop" in two rules: the chain ends for those that are local.
void add_filter(Node& machine) {
  Match to_own, from_here, marked, datagram;
  to_own.not_in_interface = "wg0";
  to_own.destination = prefix_literal("10.8.0.6/32");
  from_here = to_own;
  from_here.source_type = AddressType::local;
  datagram.protocol = marked.protocol = Protocol::udp;
  marked.mark = kMark;
  const std::string preraw = "wg-quick: preraw";
  machine.rules.push_back({Hook::prerouting, kRaw, from_here, Accept{}, preraw});
  machine.rules.push_back({Hook::prerouting, kRaw, to_own, Drop{}, preraw});
  machine.rules.push_back(
      {Hook::prerouting, kMangle, datagram, RestoreMark{}, "wg-quick: premangle"});
  machine.rules.push_back({Hook::postrouting, kMangle, marked, SaveMark{}, "wg-quick: postmangle"});
}

void connect_wg_quick(Node& machine, const VpnSite& site) {
  for (const auto& prefix : site.routes) machine.routes.push_back(into_tunnel(prefix, "wg0"));
  if (!site.full()) return;
  machine.tunnels.back().mark = kMark;
  Route all = into_tunnel(everything(), "wg0");
  all.table = kWgQuickTable;
  machine.routes.push_back(all);
  PolicyRule main_but_default, unmarked;
  main_but_default.priority = 32764;
  main_but_default.suppress_prefix_length = 0;
  unmarked.priority = 32765;
  unmarked.table = kWgQuickTable;
  unmarked.mark = kMark;
  unmarked.invert = true;
  machine.policy_rules.insert(machine.policy_rules.end(), {main_but_default, unmarked});
  machine.sysctls.src_valid_mark = true;
  add_filter(machine);
}

}  // namespace

// WireGuard: IP 20, UDP 8, data message header 16, tag 16 (and padding to 16 bytes, left out).
constinit const VpnStyle kWgQuick{.name = "wg-quick",
                                  .interface = "wg0",
                                  .client = "10.8.0.6/24",
                                  .gateway = "10.8.0.1/24",
                                  .port = 51820,
                                  .mtu = 1420,
                                  .overhead = 60,
                                  .connect = connect_wg_quick};

}  // namespace edge::sim
