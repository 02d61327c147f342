// A Windows VPN adapter whose interface metric is 1 (the built-in IKEv2 client's "use default
// gateway on remote network", AnyConnect, GlobalProtect), as `route print` shows it:
//   0.0.0.0/0      10.8.0.1       adapter    metric 1     WinNAT's prefix follows the best one
//   0.0.0.0/0      OLD-GATEWAY    uplink     metric 25    automatic metric at 1 Gbit/s
//   SERVER/32      OLD-GATEWAY    uplink     metric 25
// Split: the pushed prefixes with metric 1 instead of the default. Written for topology `nat`.
#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {
namespace {

constexpr int kWindowsMetric = 1;
constexpr int kAutomaticMetric = 25;

void connect_windows_metric_1(Node& machine, const VpnSite& site) {
  Route to_server = bypass(site);
  put_behind(kWindowsMetric, kAutomaticMetric, machine.routes);
  if (to_server.metric <= kWindowsMetric) to_server.metric = kAutomaticMetric;
  machine.routes.push_back(to_server);
  for (const auto& prefix : site.captured()) {
    Route route = into_tunnel_via(prefix, "vpn0", site.inside);
    route.metric = kWindowsMetric;
    machine.routes.push_back(route);
  }
}

}  // namespace

// ESP in UDP, as strongswan-220.
constinit const VpnStyle kWindowsMetric1{.name = "windows-metric-1",
                                         .interface = "vpn0",
                                         .client = "10.8.0.6/24",
                                         .gateway = "10.8.0.1/24",
                                         .port = 4500,
                                         .mtu = 1400,
                                         .overhead = 64,
                                         .connect = connect_windows_metric_1};

}  // namespace edge::sim
