// What every topology shares: a site router with NAT, two provider routers, the hub, a name server
// and a VPN gateway behind them. Delays are chosen so that a round trip from the site to the hub
// takes 20 ms exactly: expected times of scenarios can be told by counting round trips.
//
//   LAN 192.168.1.0/24 - site-router - isp - internet - hub 198.51.100.10
//   with proxy 192.168.1.8                      |------ dns 192.0.2.53
//                                               '------ vpn-gateway 203.0.113.10, 10.8.0.1
#pragma once

#include "simulator/topology/topology.hpp"

namespace edge::sim {

inline constexpr std::string_view kHubAddress = "198.51.100.10";
inline constexpr std::string_view kSiteDns = "192.168.1.1";
inline constexpr std::string_view kProxyAddress = "192.168.1.8";
inline constexpr std::string_view kInternetDns = "192.0.2.53";
inline constexpr std::string_view kVpnServer = "203.0.113.10";

/// One way between the device and the site router.
inline constexpr Duration kLanDelay = std::chrono::microseconds{500};

IpAddress ip(std::string_view literal);
Interface interface(std::string name, std::string_view prefix);
Wire wire(Port a, Port b, Duration delay);
Route route_via(std::string_view destination, std::string_view gateway, std::string interface);

/// A machine on the site's LAN: 192.168.1.10 on "eth0", the site router for everything else.
Node site_host();

/// A stateful home or office router between "lan" (its switch) and "wan": out is allowed and
/// translated, in only what belongs to it.
Node nat_router(std::string name, std::string_view lan, std::string_view wan,
                std::string_view provider);

/// Adds site-router, isp, internet, hub, dns, vpn-gateway and proxy, with their services and wires.
/// The caller wires its own device to `site-router`'s interface "lan" (192.168.1.1/24), kLanDelay
/// away.
void add_site(Topology& topology);

/// `topology.starts_at`: the second of the documented log (troubleshooting guide, 2017).
WallTime documented_second();

}  // namespace edge::sim
