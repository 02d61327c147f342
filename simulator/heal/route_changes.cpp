// Routes: one more, another instead of one, one less.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/heal/changes.hpp"

namespace edge::sim {
namespace {

constexpr int kForOneAddress = 2, kReplaces = 4, kDeletesRoute = 5;

std::string route_words(const Route& route) {
  constexpr const char* kKinds[] = {"", "unreachable ", "prohibit ", "blackhole ", "throw "};
  std::string text = kKinds[static_cast<std::size_t>(route.kind)];
  text += route.destination.length == 0 ? "default" : to_string(route.destination);
  if (route.gateway) text += " via " + route.gateway->to_string();
  if (!route.interface.empty()) text += " dev " + route.interface;
  if (route.metric != 0) text += fmt::format(" metric {}", route.metric);
  if (route.table != kMainTable) text += fmt::format(" table {}", route.table);
  return text;
}

void add_to_peer(const Site& site, const WayOut& way, std::vector<Change>& changes) {
  Route route;
  route.destination = one_address(site.peer.address);
  route.gateway = way.gateway;
  route.interface = way.interface;
  changes.push_back(
      {fmt::format("packets for {} alone leave by {}", site.peer.address.to_string(),
                   way.interface),
       {"ip route add " + route_words(route)}, {},
       "the hub's address changes: it holds as long as that stays", kForOneAddress,
       on_host(site, [route](Node& host) { host.routes.push_back(route); })});
}

/// In the place of the default route that counts, or as the first.
void add_default(const Site& site, const WayOut& way, std::vector<Change>& changes) {
  const auto is_default = [](const Route& route) {
    return route.destination.length == 0 && route.table == kMainTable &&
           route.destination.address.is_v4();
  };
  Route wanted;
  wanted.destination = prefix_literal("0.0.0.0/0");
  wanted.gateway = way.gateway;
  wanted.interface = way.interface;
  const Route* best = nullptr;
  for (const Route& each : site.host.routes) {
    if (is_default(each) && (!best || each.metric < best->metric)) best = &each;
  }
  if (best) wanted.metric = best->metric;
  if (best && best->gateway == wanted.gateway && best->interface == wanted.interface) return;
  changes.push_back(
      {fmt::format("the default route leads by {}, through {}", way.interface,
                   way.gateway.to_string()),
       {"ip route replace " + route_words(wanted)}, {}, "", kReplaces,
       on_host(site, [wanted, is_default](Node& host) {
         std::erase_if(host.routes, [&](const Route& each) {
           return is_default(each) && each.metric == wanted.metric;
         });
         host.routes.push_back(wanted);
       })});
}

/// It leads a packet of the module network, or an answer, or a query of the host's.
bool matters(const Site& site, const Route& route) {
  const auto holds = [&](const IpAddress& address) { return route.destination.contains(address); };
  return holds(site.peer.address) || holds(site.subnet.address) ||
         site.subnet.contains(route.destination.address) ||
         std::ranges::any_of(site.host.resolver.servers, holds, &Endpoint::address);
}

void add_removal(const Site& site, const Route& route, std::vector<Change>& changes) {
  changes.push_back({"without a route", {"ip route del " + route_words(route)}, {}, "",
                     kDeletesRoute, on_host(site, [route](Node& host) {
                       const auto at = std::ranges::find(host.routes, route);
                       if (at != host.routes.end()) host.routes.erase(at);
                     })});
}

}  // namespace

void add_route_changes(const Site& site, std::vector<Change>& changes) {
  const bool guarded = site.host.route_guard != Duration{};  // somebody puts them back
  for (const WayOut& way : site.ways) {
    add_to_peer(site, way, changes);
    if (!guarded) add_default(site, way, changes);
  }
  for (const Route& route : site.host.routes) {
    if (!guarded && matters(site, route)) add_removal(site, route, changes);
  }
}

}  // namespace edge::sim
