// Evidence of the place a run was made from: interfaces, routes, resolver.
#pragma once

#include <string>
#include <vector>

#include "common/report/fields.hpp"
#include "common/world/world.hpp"

namespace edge {

/// What one program makes of the proxy variables that are set here.
struct ProxyReading {
  std::string program;   // "the agent"
  std::string variable;  // that it goes by; empty: none
  std::string proxy;     // "http://proxy:3128", without credentials; empty: it goes directly
  std::string note;      // what is wrong with it, or why it does not count
  std::string consequence;  // of a value that it, or this program, cannot use; or empty
};

// The consequences that there are: the program ...
inline constexpr std::string_view kEndsAtItsStart = "ends at its start";
inline constexpr std::string_view kHasNoWebSocket = "has no WebSocket";
inline constexpr std::string_view kGoesThroughIt = "goes through it";

/// Whether the program that is read first, the agent, ends at its start because of its proxy.
bool ends_at_its_start(const std::vector<ProxyReading>& proxies);

struct HostDetail {
  static constexpr std::string_view kind = "host";
  HostFacts facts;
  ResolverConfig resolver;
  std::vector<ProxyReading> proxies;  // empty: no variable of a proxy is set
};

template <class F>
constexpr auto fields_of(F f, const InterfaceFact*) {
  return f.described("interface", "", f.always("name", &InterfaceFact::name),
                   f.always("addresses", &InterfaceFact::addresses),
                   f.always("mtu_bytes", &InterfaceFact::mtu), f.always("up", &InterfaceFact::up),
                   f.known("tunnel", &InterfaceFact::tunnel,
                           "true: point to point, as a VPN's mostly is"),
                   f.optional("kind", &InterfaceFact::kind,
                              "of a virtual one, in the kernel's words: veth, macvlan"));
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
constexpr auto fields_of(F f, const NameSource*) {
  return f.described("name-source", "a service of nsswitch.conf",
                   f.always("name", &NameSource::name, "files, dns, ..."),
                   f.optional("ends_at_unknown_name", &NameSource::ends_at_unknown_name,
                              "[NOTFOUND=return]"));
}

template <class F>
constexpr auto fields_of(F f, const ResolverConfig*) {
  return f.described("resolver", "resolv.conf and hosts", f.always("hosts", &ResolverConfig::hosts),
                   f.always("servers", &ResolverConfig::servers),
                   f.always("search", &ResolverConfig::search),
                   f.always("ndots", &ResolverConfig::ndots),
                   f.always("timeout_ms", &ResolverConfig::timeout),
                   f.always("attempts", &ResolverConfig::attempts),
                   f.always("rotate", &ResolverConfig::rotate),
                   f.optional("use_vc", &ResolverConfig::use_vc, "TCP from the first query on"),
                   f.known("edns0", &ResolverConfig::edns0, "an OPT record in each query"),
                   f.optional("unusable", &ResolverConfig::unusable,
                              "name servers that the C library passes over, and why"),
                   f.optional("sources", &ResolverConfig::sources,
                              "by nsswitch.conf; absent: files, then dns"));
}

template <class F>
constexpr auto fields_of(F f, const ProxyReading*) {
  return f.described("proxy-reading", "what one program makes of the proxy variables",
                   f.always("program", &ProxyReading::program),
                   f.optional("variable", &ProxyReading::variable, "absent: it goes by none"),
                   f.optional("proxy", &ProxyReading::proxy, "absent: it goes directly"),
                   f.optional("note", &ProxyReading::note),
                   f.optional("consequence", &ProxyReading::consequence,
                              "what the program does with a value that cannot be used here"));
}

template <class F>
constexpr auto fields_of(F f, const HostDetail*) {
  return f.described("detail-host", "", f.always("facts", &HostDetail::facts),
                   f.always("resolver", &HostDetail::resolver),
                   f.optional("proxies", &HostDetail::proxies,
                              "absent: no variable of a proxy is set"));
}

std::string words_on(const HostDetail& detail);

}  // namespace edge
