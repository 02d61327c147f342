// VPN clients on the host, in the styles of vpn/: full and split tunnels, kill switches.
#include "common/base/rows.hpp"
#include "common/world/prefix.hpp"
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/faults/vpn/egress.hpp"
#include "simulator/faults/vpn/kill_switch.hpp"
#include "simulator/faults/vpn/takeover.hpp"

namespace edge::sim {
namespace {

std::vector<std::string> style_names() {
  return names_of_rows(vpn_styles(), &VpnStyle::name);
}
constexpr NameParameter kStyle{"style", style_names, "openvpn-def1"};

constexpr std::array kEgresses{
    Choice<Egress>{"drop", Egress::drop},
    Choice<Egress>{"pass", Egress::pass},
    Choice<Egress>{"pass-443-only", Egress::pass_443_only},
    Choice<Egress>{"reject", Egress::reject},
    Choice<Egress>{"no-masquerade", Egress::no_masquerade},
    Choice<Egress>{"small-mtu", Egress::small_mtu},
};
constexpr ChoiceParameter kEgress{"egress", kEgresses, "drop"};

/// The tunnel of the chosen style, and what becomes of what enters it.
Topology tunnelled(Topology topology, const Arguments& with, const VpnOrders& orders) {
  const auto& style = *find_vpn_style(with[kStyle]);
  connect_vpn(topology, style, orders);
  apply_egress(topology, vpn_machine(topology), vpn_gateway(topology), style, with[kEgress]);
  return topology;
}

constexpr std::array kLanOfStyles{Choice<bool>{"as-usual", false}, Choice<bool>{"allowed", true}};
constexpr ChoiceParameter kLan{"lan", kLanOfStyles, "as-usual", "tailscale-exit-node only"};

Topology vpn_full_tunnel(Topology topology, const Arguments& with) {
  const bool lan = with[kLan];
  if (lan && !find_vpn_style(with[kStyle])->has_lan_switch) {
    throw kLan.refusal("allowed", "of all styles only tailscale-exit-node can", "as-usual");
  }
  return tunnelled(std::move(topology), with, {{}, lan});
}

constexpr ListParameter kRoutes{"routes", kind::prefix, "198.51.100.0/24"};

/// Only some prefixes go into the tunnel, by the style's own way of adding routes.
Topology vpn_split_tunnel(Topology topology, const Arguments& with) {
  return tunnelled(std::move(topology), with, {with[kRoutes], false});
}

constexpr NameParameter kSwitchStyle{"style", style_names, "wg-quick"};
constexpr std::array kLanOfSwitch{Choice<bool>{"blocked", false}, Choice<bool>{"allowed", true}};
constexpr ChoiceParameter kSwitchLan{"lan", kLanOfSwitch, "blocked"};

Topology kill_switch(Topology topology, const Arguments& with) {
  const auto& style = *find_vpn_style(with[kSwitchStyle]);
  connect_vpn(topology, style, VpnOrders{});
  auto& machine = vpn_machine(topology);
  machine.interfaces.back().up = false;  // the tunnel's: its routes are gone with it
  add_kill_switch(machine, style, with[kSwitchLan]);
  return topology;
}

constexpr ValueParameter kGuard{"guard", kind::duration, "1s",
                                "how soon the client puts its routes back"};

/// A VPN that pushes the module network's own prefix (AnyConnect without "allow local LAN access"):
/// with vpnc-script's `ip route replace`, the route takes the place of the bridge's connected one.
/// What the module sends gets out, the answers go into the tunnel. The client watches the table and
/// puts its routes back.
Topology captures_module_subnet(Topology topology, const Arguments& with) {
  const auto network = module_network(topology);
  std::vector<Prefix> captured;
  for (const auto& address : network.bridge.addresses) captured.push_back(network_of(address));
  connect_vpn(topology, kVpncDefault, {captured, false});
  network.host.route_guard = with[kGuard];
  return topology;
}

constexpr FaultRow kVpnFaults[] = {
    {.name = "vpn-full-tunnel",
     .what = "a VPN client on the host takes over the default route",
     .parameters = {&kStyle, &kEgress, &kLan},
     .found_as = {"host-does-not-pass-traffic", "host-does-not-forward", "connection-rejected",
                  "amqp-port-dropped-on-path", "mtu-black-hole", "vpn-drops-everything",
                  "dns-no-answer"},
     .apply = vpn_full_tunnel},
    {.name = "vpn-split-tunnel",
     .what = "a VPN client on the host takes over some networks only",
     .parameters = {&kRoutes, &kStyle, &kEgress},
     .found_as = {"host-does-not-pass-traffic", "host-does-not-forward", "connection-rejected",
                  "amqp-port-dropped-on-path", "mtu-black-hole", "vpn-drops-everything",
                  "dns-no-answer", "dns-server-failure"},
     .apply = vpn_split_tunnel},
    {.name = "kill-switch",
     .what = "a VPN client's filter lets nothing past its tunnel, which is dead",
     .parameters = {&kSwitchStyle, &kSwitchLan},
     .found_as = {"host-does-not-pass-traffic", "host-does-not-forward", "connection-rejected",
                  "no-route", "vpn-drops-everything", "amqp-port-rejected", "host-unreachable",
                  "dns-no-answer"},
     .apply = kill_switch},
    {.name = "captures-module-subnet",
     .what = "a VPN takes the module network's subnet into its tunnel",
     .parameters = {&kGuard},
     .found_as = {"host-does-not-forward"},
     .apply = captures_module_subnet},
};

}  // namespace

std::span<const FaultRow> vpn_faults() { return kVpnFaults; }

}  // namespace edge::sim
