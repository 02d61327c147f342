#include "simulator/faults/vpn/egress.hpp"

#include <algorithm>
#include <stdexcept>

#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

// What every IPv4 host must accept (RFC 791): the lab's certificates are small.
constexpr int kSmallMtu = 576;  // bytes, with the tunnel's overhead

Match from_tunnel(const Node& gateway) {
  Match match;
  match.in_interface = gateway.tunnels.front().interface;
  return match;
}

/// In front of the rules that masquerade: an accept ends the chain (as a rule that masquerades
/// only out of the uplink would not begin to match).
void leave_untranslated(Node& machine, const VpnStyle& style) {
  const auto first = std::ranges::find_if(machine.rules, [](const Rule& rule) {
    return std::holds_alternative<Masquerade>(rule.action);
  });
  if (first == machine.rules.end()) {
    throw std::invalid_argument("'egress' cannot be 'no-masquerade': '" + machine.name +
                                "' translates no addresses");
  }
  Match into_tunnel;
  into_tunnel.out_interface = std::string{style.interface};
  machine.rules.insert(first, {Hook::postrouting, kSourceNat, into_tunnel, Accept{},
                               "fault: no masquerading into the tunnel"});
}

/// WireGuard's AllowedIPs of a peer; OpenVPN's "MULTI: bad source address from client".
void know_only_the_client(Node& gateway, const VpnStyle& style) {
  Match own = from_tunnel(gateway);
  own.source = one_address(prefix_literal(style.client).address);
  put_first(gateway, Hook::prerouting, from_tunnel(gateway), Drop{},
            "fault: the VPN knows no other source");
  put_first(gateway, Hook::prerouting, own, Accept{}, "fault: the VPN's client");
}

void shrink_line(Topology& topology, const Node& gateway) {
  for (auto& wire : topology.wires) {
    if (wire.a.node == gateway.name || wire.b.node == gateway.name) wire.mtu = kSmallMtu;
  }
}

}  // namespace

void apply_egress(Topology& topology, Node& machine, Node& gateway, const VpnStyle& style,
                  Egress egress) {
  const auto inner = from_tunnel(gateway);
  switch (egress) {
    case Egress::pass: return;
    case Egress::drop:
      return put_first(gateway, Hook::prerouting, inner, Drop{}, "fault: the VPN lets nothing out");
    case Egress::pass_443_only: {
      auto web = tcp_to(443);
      web.in_interface = inner.in_interface;
      put_first(gateway, Hook::forward, inner, Drop{}, "fault: the VPN lets nothing else out");
      return put_first(gateway, Hook::forward, web, Accept{}, "fault: the VPN lets 443 out");
    }
    case Egress::reject:
      return put_first(gateway, Hook::forward, inner, Reject{RejectKind::admin_prohibited},
                       "fault: the VPN rejects");
    case Egress::no_masquerade:
      leave_untranslated(machine, style);
      return know_only_the_client(gateway, style);
    case Egress::small_mtu: return shrink_line(topology, gateway);
  }
}

}  // namespace edge::sim
