// The table of VPN clients: what each one does to the machine it runs on. Not for what becomes of
// the packets at the other end of the tunnel (egress.hpp), nor for who uses a style (takeover.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// What a client finds on its machine and what its server has told it.
struct VpnSite {
  Route uplink;                // the default route it finds
  IpAddress server;            // outside
  IpAddress inside;            // the gateway's address in the tunnel
  std::vector<Prefix> routes;  // what goes into the tunnel; empty: everything
  bool lan_allowed = false;    // the client was told to leave the machine's own networks alone

  bool full() const { return routes.empty(); }
  std::vector<Prefix> captured() const;  // `routes`, or everything
};

struct VpnStyle {
  std::string_view name;       // "wg-quick"
  std::string_view interface;  // the client's tunnel device
  std::string_view client;     // its address, as the client configures it: "10.8.0.6/24"
  std::string_view gateway;    // the gateway's, with the tunnel's network
  std::uint16_t port = 0;      // UDP, of both ends
  int mtu = 1500;              // bytes, of the tunnel device
  int overhead = 60;           // bytes, of outer headers and encryption
  bool has_lan_switch = false;  // whether it heeds VpnSite::lan_allowed
  /// Routes, rules, settings and filters, after the tunnel device is there.
  void (*connect)(Node& machine, const VpnSite& site) = nullptr;
};

/// One file each.
extern const VpnStyle kOpenvpnDef1, kOpenvpnBlockLocal, kWgQuick, kVpncDefault, kStrongswan220,
    kTailscaleExitNode, kNetworkmanagerMetric50, kWindowsMetric1;

std::span<const VpnStyle* const> vpn_styles();
/// Null if there is none of that name.
const VpnStyle* find_vpn_style(std::string_view name);

// What several clients do.

/// The route to the server that stays outside the tunnel.
Route bypass(const VpnSite& site);
Route into_tunnel(const Prefix& destination, std::string_view interface);
Route into_tunnel_via(const Prefix& destination, std::string_view interface,
                      const IpAddress& gateway);
Prefix everything();
/// Default routes that a metric of `best` would not beat get `usual`, as if they always had it.
void put_behind(int best, int usual, std::vector<Route>& routes);

}  // namespace edge::sim
