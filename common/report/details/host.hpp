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

template <class F>
constexpr auto fields_of(F f, const InterfaceFact*) {
  return f.described("interface", "", f.always("name", &InterfaceFact::name),
                   f.always("addresses", &InterfaceFact::addresses),
                   f.always("mtu_bytes", &InterfaceFact::mtu), f.always("up", &InterfaceFact::up));
}

template <class F>
constexpr auto fields_of(F f, const RouteFact*) {
  return f.described("route", "of table main", f.always("destination", &RouteFact::destination),
                   f.optional("gateway", &RouteFact::gateway),
                   f.always("interface", &RouteFact::interface),
                   f.always("metric", &RouteFact::metric));
}

template <class F>
constexpr auto fields_of(F f, const HostFacts*) {
  return f.described("host-facts", "what a process may read of its own network",
                   f.optional("host_name", &HostFacts::host_name),
                   f.optional("kernel", &HostFacts::kernel),
                   f.optional("container", &HostFacts::container),
                   f.always("interfaces", &HostFacts::interfaces),
                   f.always("routes", &HostFacts::routes));
}

template <class F>
constexpr auto fields_of(F f, const HostsEntry*) {
  return f.described("hosts-entry", "", f.always("address", &HostsEntry::address),
                   f.always("names", &HostsEntry::names));
}

template <class F>
constexpr auto fields_of(F f, const ResolverConfig*) {
  return f.described("resolver", "resolv.conf and hosts", f.always("hosts", &ResolverConfig::hosts),
                   f.always("servers", &ResolverConfig::servers),
                   f.always("search", &ResolverConfig::search),
                   f.always("ndots", &ResolverConfig::ndots),
                   f.always("timeout_ms", &ResolverConfig::timeout),
                   f.always("attempts", &ResolverConfig::attempts),
                   f.always("rotate", &ResolverConfig::rotate));
}

template <class F>
constexpr auto fields_of(F f, const HostDetail*) {
  return f.described("detail-host", "", f.always("facts", &HostDetail::facts),
                   f.always("resolver", &HostDetail::resolver));
}

std::string words_on(const HostDetail& detail);

}  // namespace edge
