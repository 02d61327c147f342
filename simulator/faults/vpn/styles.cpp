#include "simulator/faults/vpn/styles.hpp"

#include <algorithm>
#include <array>

namespace edge::sim {
namespace {

constexpr std::array kRows{&kOpenvpnDef1,   &kOpenvpnBlockLocal, &kWgQuick,
                           &kVpncDefault,   &kStrongswan220,     &kTailscaleExitNode,
                           &kNetworkmanagerMetric50, &kWindowsMetric1};

}  // namespace

std::span<const VpnStyle* const> vpn_styles() { return kRows; }

const VpnStyle* find_vpn_style(std::string_view name) {
  const auto found = std::ranges::find(kRows, name, &VpnStyle::name);
  return found == kRows.end() ? nullptr : *found;
}

Route bypass(const VpnSite& site) {
  Route route = site.uplink;
  route.destination = one_address(site.server);
  return route;
}

Route into_tunnel(const Prefix& destination, std::string_view interface) {
  Route route;
  route.destination = destination;
  route.interface = interface;
  return route;
}

Route into_tunnel_via(const Prefix& destination, std::string_view interface,
                      const IpAddress& gateway) {
  Route route = into_tunnel(destination, interface);
  route.gateway = gateway;
  return route;
}

void put_behind(int best, int usual, std::vector<Route>& routes) {
  for (auto& route : routes) {
    const bool ahead = route.table == kMainTable && is_default(route) && route.metric <= best;
    if (ahead) route.metric = usual;
  }
}

std::vector<Prefix> VpnSite::captured() const {
  return full() ? std::vector{everything()} : routes;
}

Prefix everything() { return prefix_literal("0.0.0.0/0"); }

}  // namespace edge::sim
