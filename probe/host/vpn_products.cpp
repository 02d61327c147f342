// Sources: OpenVPN route.c, redirect_default_route_to_vpn(); wg-quick/linux.bash, add_default();
// Tailscale router_linux.go; strongSwan charon.conf, routing_table and routing_table_prio; Mullvad
// talpid-routing; vpnc-script; NetworkManager nm-vpn-connection.c, NM_VPN_ROUTE_METRIC_DEFAULT.
#include "probe/host/vpn_products.hpp"

#include <linux/fib_rules.h>

#include <algorithm>

namespace edge::probe {
namespace {

constexpr std::string_view kTailscale =
    "`tailscale set --exit-node-allow-lan-access=true` leaves local networks alone; "
    "`tailscale set --exit-node=` takes the exit node away";
constexpr std::string_view kStrongswan =
    "load charon's plugin bypass-lan, or give the connection remote traffic selectors without the "
    "internet";
constexpr std::string_view kWireguard =
    "AllowedIPs without 0.0.0.0/0 in the peer's section, then `wg-quick down` and `up`";
constexpr std::string_view kMullvad = "`mullvad lan set allow`, or `mullvad disconnect`";
constexpr std::string_view kNetworkManager =
    "`nmcli connection modify CONNECTION ipv4.never-default yes`, then up again";
constexpr std::string_view kOpenvpn =
    "`pull-filter ignore redirect-gateway` in the client's configuration, or no redirect-gateway "
    "in the server's";
constexpr std::string_view kAnyConnect =
    "split tunnelling and \"allow local LAN access\", which the VPN's administrator sets";

constexpr VpnSign kSigns[] = {
    {.product = "Tailscale", .sign = "its table 52", .table = 52, .setting = kTailscale},
    {.product = "Tailscale", .sign = "a rule of its priorities 5210 to 5270",
     .first_priority = 5210, .last_priority = 5270, .setting = kTailscale},
    {.product = "Tailscale", .sign = "its interface", .link = "tailscale", .setting = kTailscale},
    {.product = "strongSwan", .sign = "its table 220", .table = 220, .setting = kStrongswan},
    {.product = "strongSwan", .sign = "a rule of its priority 220", .first_priority = 220,
     .last_priority = 220, .setting = kStrongswan},
    {.product = "strongSwan", .sign = "its interface", .link = "ipsec", .setting = kStrongswan},
    {.product = "Mullvad", .sign = "its table, \"mole\"", .table = 0x6d6f6c65,
     .setting = kMullvad},
    {.product = "Mullvad", .sign = "its mark, \"mole\"", .mark = 0x6d6f6c65, .setting = kMullvad},
    {.product = "WireGuard (wg-quick)", .sign = "its table 51820", .table = 51820,
     .setting = kWireguard},
    {.product = "WireGuard (wg-quick)", .sign = "its mark 0xca6c", .mark = 51820,
     .setting = kWireguard},
    {.product = "WireGuard", .sign = "the kind of its interface", .kind = "wireguard",
     .setting = kWireguard},
    {.product = "WireGuard", .sign = "the name of its interface", .link = "wg",
     .setting = kWireguard},
    {.product = "AnyConnect", .sign = "its interface", .link = "cscotun", .setting = kAnyConnect},
    {.product = "GlobalProtect", .sign = "its interface", .link = "gpd", .setting = kAnyConnect},
    {.product = "NetworkManager's VPN plugin", .sign = "its metric 50", .link = "tun",
     .metric = 50, .setting = kNetworkManager},
    {.product = "NetworkManager's VPN plugin", .sign = "its metric 50", .link = "tap",
     .metric = 50, .setting = kNetworkManager},
    {.product = "NetworkManager's VPN plugin", .sign = "its metric 50", .link = "ppp",
     .metric = 50, .setting = kNetworkManager},
    {.product = "OpenVPN", .sign = "both halves of the address space (redirect-gateway def1)",
     .link = "tun", .shape = RouteShape::halves, .setting = kOpenvpn},
    {.product = "OpenVPN", .sign = "both halves of the address space (redirect-gateway def1)",
     .link = "tap", .shape = RouteShape::halves, .setting = kOpenvpn},
    {.product = "OpenVPN", .sign = "a route by a gateway in the tunnel", .link = "tun",
     .shape = RouteShape::by_gateway, .setting = kOpenvpn},
    {.product = "openconnect or AnyConnect", .sign = "a route by the tunnel without a gateway",
     .link = "tun", .shape = RouteShape::by_device, .setting = kAnyConnect},
};

struct Traits {
  const HostLink* link = nullptr;
  const HostRoute* route = nullptr;
  const HostRule* rule = nullptr;
};

bool has_shape(RouteShape shape, const HostRoute& route) {
  const bool by_gateway = !route.hops.empty() && route.hops.front().gateway.has_value();
  switch (shape) {
    case RouteShape::halves: return is_half(route.destination);
    case RouteShape::by_gateway: return by_gateway;
    case RouteShape::by_device: return !by_gateway && !route.hops.empty();
    case RouteShape::any: break;
  }
  return true;
}

bool fits(const VpnSign& sign, const Traits& traits) {
  const auto& [link, route, rule] = traits;
  if (!sign.link.empty() && !(link && link->name.starts_with(sign.link))) return false;
  if (!sign.kind.empty() && !(link && link->kind == sign.kind)) return false;
  const bool to_table = rule && rule->action == FR_ACT_TO_TBL && rule->table == sign.table;
  if (sign.table != 0 && !to_table && !(route && route->table == sign.table)) return false;
  if (sign.last_priority != 0) {
    if (!rule) return false;
    const auto priority = rule->priority;
    if (priority < sign.first_priority || priority > sign.last_priority) return false;
  }
  if (sign.mark != 0 && !(rule && rule->mark_mask != 0 && rule->mark == sign.mark)) return false;
  if (sign.metric != 0 && !(route && route->metric == sign.metric)) return false;
  return sign.shape == RouteShape::any || (route && has_shape(sign.shape, *route));
}

const VpnSign* first_sign(const Traits& traits) {
  const auto found =
      std::ranges::find_if(kSigns, [&](const VpnSign& sign) { return fits(sign, traits); });
  return found == std::end(kSigns) ? nullptr : &*found;
}

}  // namespace

std::span<const VpnSign> vpn_signs() { return kSigns; }

const VpnSign* sign_of_route(const HostRoute& route, const HostLink* link) {
  return first_sign({.link = link, .route = &route});
}

const VpnSign* sign_of_rule(const HostRule& rule) { return first_sign({.rule = &rule}); }

const VpnSign* sign_of_link(const HostLink& link) { return first_sign({.link = &link}); }

}  // namespace edge::probe
