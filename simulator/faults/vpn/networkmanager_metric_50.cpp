// NetworkManager with a VPN plugin (here nm-openvpn): nm-vpn-connection.c,
// add_ip4_vpn_gateway_route(), NM_VPN_ROUTE_METRIC_DEFAULT = 50; nm-device.c gives an Ethernet
// connection metric 100:
//   default via OLD-GATEWAY dev UPLINK metric 100          as NetworkManager had it before
//   default via 10.8.0.1 dev tun0 metric 50
//   SERVER/32 via OLD-GATEWAY dev UPLINK metric 50
//   OLD-GATEWAY/32 dev UPLINK metric 50
// Split (ipv4.never-default): `PREFIX via 10.8.0.1 dev tun0 metric 50` instead of the default.
#include "simulator/faults/vpn/openvpn.hpp"

namespace edge::sim {
namespace {

constexpr int kNetworkmanagerMetric = 50;
constexpr int kEthernetMetric = 100;

void connect_networkmanager_metric_50(Node& machine, const VpnSite& site) {
  put_behind(kNetworkmanagerMetric, kEthernetMetric, machine.routes);
  const auto add = [&](Route route) {
    route.metric = kNetworkmanagerMetric;
    machine.routes.push_back(route);
  };
  add(bypass(site));
  add(into_tunnel(one_address(*site.uplink.gateway), site.uplink.interface));
  for (const auto& prefix : site.captured()) add(into_tunnel_via(prefix, "tun0", site.inside));
}

}  // namespace

constinit const VpnStyle kNetworkmanagerMetric50{.name = "networkmanager-metric-50",
                                                 .interface = "tun0",
                                                 .client = "10.8.0.6/24",
                                                 .gateway = "10.8.0.1/24",
                                                 .port = 1194,
                                                 .mtu = 1500,
                                                 .overhead = kOpenvpnOverhead,
                                                 .connect = connect_networkmanager_metric_50};

}  // namespace edge::sim
