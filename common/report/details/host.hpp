// Evidence of the place a run was made from: interfaces, routes, resolver.
#pragma once

#include <string>

#include "common/report/fields.hpp"
#include "common/world/world.hpp"

namespace edge {

struct HostDetail {
  static constexpr std::string_view kind = "host";
  HostFacts facts;
  ResolverConfig resolver;
};

constexpr auto fields_of(const InterfaceFact*) {
  return described("interface", "", always("name", &InterfaceFact::name),
                   always("addresses", &InterfaceFact::addresses),
                   always("mtu_bytes", &InterfaceFact::mtu), always("up", &InterfaceFact::up));
}

constexpr auto fields_of(const RouteFact*) {
  return described("route", "of table main", always("destination", &RouteFact::destination),
                   optional("gateway", &RouteFact::gateway),
                   always("interface", &RouteFact::interface),
                   always("metric", &RouteFact::metric));
}

constexpr auto fields_of(const HostFacts*) {
  return described("host-facts", "what a process may read of its own network",
                   optional("host_name", &HostFacts::host_name),
                   optional("kernel", &HostFacts::kernel),
                   optional("container", &HostFacts::container),
                   always("interfaces", &HostFacts::interfaces),
                   always("routes", &HostFacts::routes));
}

constexpr auto fields_of(const HostsEntry*) {
  return described("hosts-entry", "", always("address", &HostsEntry::address),
                   always("names", &HostsEntry::names));
}

constexpr auto fields_of(const ResolverConfig*) {
  return described("resolver", "resolv.conf and hosts", always("hosts", &ResolverConfig::hosts),
                   always("servers", &ResolverConfig::servers),
                   always("search", &ResolverConfig::search),
                   always("ndots", &ResolverConfig::ndots),
                   always("timeout_ms", &ResolverConfig::timeout),
                   always("attempts", &ResolverConfig::attempts),
                   always("rotate", &ResolverConfig::rotate));
}

constexpr auto fields_of(const HostDetail*) {
  return described("detail-host", "", always("facts", &HostDetail::facts),
                   always("resolver", &HostDetail::resolver));
}

std::string words_on(const HostDetail& detail);

}  // namespace edge
