// Settings: of the kernel, of the engine, of the deployment; and the VPN taken away.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/heal/changes.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/look_up.hpp"
#include "simulator/topology/proxy_service.hpp"

namespace edge::sim {
namespace {

constexpr int kOfDeployment = 6, kWithoutVpn = 8;

void add_kernel_settings(const Site& site, std::vector<Change>& changes) {
  if (!site.host.sysctls.ip_forward) {
    changes.push_back({"the host forwards", {"sysctl -w net.ipv4.ip_forward=1"}, {},
                       "it does so between all its networks", 0,
                       on_host(site, [](Node& host) { host.sysctls.ip_forward = true; })});
  }
  if (site.host.sysctls.rp_filter == 1) {
    changes.push_back({"the filter of the reverse path is loose",
                       {"sysctl -w net.ipv4.conf.all.rp_filter=2"}, {},
                       "packets with a wrong source are taken on every interface", 0,
                       on_host(site, [](Node& host) { host.sysctls.rp_filter = 2; })});
  }
}

/// Networks of the host's own whose routes the tunnel's have replaced, as vpnc-script's `ip route
/// replace` does: they are not back when those go.
std::vector<std::string> routes_back(const Site& site, const Interface& tunnel) {
  std::vector<std::string> commands;
  for (const Interface& each : site.host.interfaces) {
    if (each.kind == InterfaceKind::tun) continue;
    for (const Prefix& address : each.addresses) {
      const Prefix network = network_of(address);
      const bool replaced = std::ranges::any_of(site.host.routes, [&](const Route& route) {
        return route.table == kMainTable && route.interface == tunnel.name &&
               route.destination == network && route.metric == 0;
      });
      if (!replaced) continue;
      commands.push_back(fmt::format("ip route add {} dev {}", to_string(network), each.name));
    }
  }
  return commands;
}

/// The tunnels of VPN clients: what is routed by them goes with them.
void add_disconnection(const Site& site, std::vector<Change>& changes) {
  for (const Interface& each : site.host.interfaces) {
    if (each.kind != InterfaceKind::tun || !each.up) continue;
    auto commands = routes_back(site, each);
    commands.insert(commands.begin(), fmt::format("ip link set dev {} down", each.name));
    changes.push_back({"the VPN is taken away", std::move(commands), {},
                       "nothing goes through the VPN any more: disconnect it in its client",
                       kWithoutVpn, on_host(site, [name = each.name](Node& host) {
                         for (Interface& one : host.interfaces) {
                           if (one.name == name) one.up = false;
                         }
                       })});
  }
}

void add_mtu(const Site& site, int mtu, std::vector<Change>& changes) {
  const std::string host = site.host.name, bridge = site.bridge;
  changes.push_back({fmt::format("the module network's packets have {} bytes at most", mtu), {},
                     {fmt::format("make the module network anew with "
                                  "com.docker.network.driver.mtu={}", mtu)},
                     "", kOfDeployment, [mtu, host, bridge](Scenario& scenario) {
                       Topology& network = *scenario.network.described;
                       for (Interface& each : network.nodes.front().interfaces) each.mtu = mtu;
                       for (Interface& each : find_node(network, host)->interfaces) {
                         if (each.name == bridge) each.mtu = mtu;
                       }
                     }});
}

/// Name servers that there are: of the engine's resolver, and of modules that ask for themselves.
void add_name_servers(const Site& site, std::vector<Change>& changes) {
  for (const Service& service : site.network.services) {
    const auto* dns = service.if_is<DnsService>();
    if (!dns || service.address.is_loopback() || !service.address.is_v4()) continue;
    const Endpoint server{service.address, dns->port};
    changes.push_back(
        {fmt::format("containers ask the name server {}", service.address.to_string()), {},
         {fmt::format("\"dns\": [\"{}\"] in /etc/docker/daemon.json, and restart Docker",
                      service.address.to_string())},
         "all containers of the host ask it", kOfDeployment, [server](Scenario& scenario) {
           Topology& network = *scenario.network.described;
           bool by_engine = false;
           for (Service& each : network.services) {
             auto* engine = each.if_is<DnsService>();
             if (!engine || each.node != network.nodes.front().name) continue;
             engine->upstream = {server};
             by_engine = true;
           }
           if (!by_engine) network.nodes.front().resolver.servers = {server};
         }});
  }
}

void add_proxies(const Site& site, std::vector<Change>& changes) {
  for (const Service& service : site.network.services) {
    const auto* proxy = service.if_is<ProxyService>();
    if (!proxy || site.scenario.probe.proxy || service.node == site.host.name) continue;
    const Endpoint at{service.address, proxy->port};
    changes.push_back(
        {fmt::format("the agent goes through the proxy {}", to_string(at)), {},
         {fmt::format("https_proxy=http://{} and UpstreamProtocol=AmqpWs in [agent.env] of "
                      "/etc/aziot/config.toml, and `iotedge config apply`", to_string(at))},
         "", kOfDeployment, [at](Scenario& scenario) { scenario.probe.proxy = at; }});
  }
}

}  // namespace

void add_setting_changes(const Site& site, std::vector<Change>& changes) {
  add_kernel_settings(site, changes);
  add_disconnection(site, changes);
  for (const int mtu : {1400, 1280, 576}) add_mtu(site, mtu, changes);
  add_name_servers(site, changes);
  add_proxies(site, changes);
}

}  // namespace edge::sim
