// Routes: one more, another instead of one, one less.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/heal/changes.hpp"
#include "simulator/topology/as_ip_writes.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

constexpr int kForOneAddress = 2, kReplaces = 4, kDeletesRoute = 5;

void add_to_peer(const Site& site, const WayOut& way, std::vector<Change>& changes) {
  Route route;
  route.destination = one_address(site.peer.address);
  route.gateway = way.gateway;
  route.interface = way.interface;
  changes.push_back(
      {fmt::format("packets for {} alone leave by {}", site.peer.address.to_string(),
                   way.interface),
       {"ip route add " + as_ip_route(route)}, {},
       "the hub's address changes: it holds as long as that stays", kForOneAddress,
       on_host(site, [route](Node& host) { host.routes.push_back(route); })});
}

/// In the place of the default route that counts, or as the first.
void add_default(const Site& site, const WayOut& way, std::vector<Change>& changes) {
  const auto may_count = [](const Route& route) {
    return is_default(route) && route.table == kMainTable && route.destination.address.is_v4();
  };
  Route wanted;
  wanted.destination = prefix_literal("0.0.0.0/0");
  wanted.gateway = way.gateway;
  wanted.interface = way.interface;
  const Route* best = nullptr;
  for (const Route& each : site.host.routes) {
    if (may_count(each) && (!best || each.metric < best->metric)) best = &each;
  }
  if (best) wanted.metric = best->metric;
  if (best && best->gateway == wanted.gateway && best->interface == wanted.interface) return;
  changes.push_back(
      {fmt::format("the default route leads by {}, through {}", way.interface,
                   way.gateway.to_string()),
       {"ip route replace " + as_ip_route(wanted)}, {}, "", kReplaces,
       on_host(site, [wanted, may_count](Node& host) {
         std::erase_if(host.routes, [&](const Route& each) {
           return may_count(each) && each.metric == wanted.metric;
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
  changes.push_back({"without a route", {"ip route del " + as_ip_route(route)}, {}, "",
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
