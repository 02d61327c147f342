#include "probe/verdicts/path_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/world/address.hpp"
#include "common/world/prefix.hpp"
#include "probe/evidence/answer.hpp"
#include "probe/verdicts/dns_facts.hpp"

namespace edge::probe {
namespace {

bool has_engine_resolver(const ResolverConfig& resolver) {
  return std::any_of(resolver.servers.begin(), resolver.servers.end(), is_engine_resolver);
}

/// An engine's bridges are visible only in the host's own namespace (`--network host`), whatever
/// they are called.
bool sees_engine_bridges(const HostFacts& facts) {
  return std::any_of(facts.interfaces.begin(), facts.interfaces.end(), [](const auto& interface) {
    const bool bridge = interface.kind == "bridge" && !interface.addresses.empty();
    return bridge || interface.name == "docker0" || interface.name.starts_with("br-") ||
           is_podman_bridge(interface);
  });
}

/// Engines number bridges from 172.17.0.0/16 on and take the first address themselves.
bool looks_like_bridge_gateway(const IpAddress& gateway) {
  if (!gateway.is_v4()) return false;
  const auto bits = gateway.to_v4().to_uint();
  return bits >> 20 == 0xac1 && (bits & 0xffff) == 1;
}

/// Windows gives a NAT network a /20 out of 172.16.0.0/12 and takes its first address itself.
bool looks_like_nat_gateway(const IpAddress& gateway, const std::string& own) {
  if (!gateway.is_v4() || !own.ends_with("/20")) return false;
  const auto bits = gateway.to_v4().to_uint();
  return bits >> 20 == 0xac1 && (bits & 0xfff) == 1;
}

/// A container whose interface is the site network's own, beside the host and not behind it.
bool is_beside_host(const InterfaceFact& interface) {
  return interface.kind == "macvlan" || interface.kind == "ipvlan" || interface.kind == "macvtap";
}

/// Engines without root join their containers to the host by a TAP device and a program that opens
/// the connections anew: slirp4netns(1), whose gateway is 10.0.2.2, and pasta(1). Either is given
/// packets of 65520 bytes, which no wire carries, as each costs it a system call.
bool is_user_mode_nat(const InterfaceFact& interface, const IpAddress& gateway) {
  const bool tap = interface.kind == "tun" && !interface.tunnel;
  return tap && (interface.mtu >= 65520 || gateway.to_string() == "10.0.2.2");
}

void find_gateway(const HostFacts& facts, Vantage& vantage) {
  const RouteFact* best = nullptr;
  for (const RouteFact& route : facts.routes) {
    const bool is_default = route.destination == "0.0.0.0/0" || route.destination == "::/0";
    if (!is_default || !route.gateway) continue;
    if (!best || route.metric < best->metric) best = &route;
  }
  if (!best) return;
  vantage.gateway = best->gateway;
  for (const InterfaceFact& interface : facts.interfaces) {
    if (interface.name != best->interface || interface.addresses.empty()) continue;
    const std::string& text = interface.addresses.front();
    vantage.behind_host = looks_like_nat_gateway(*best->gateway, text);
    vantage.beside_host = is_beside_host(interface);
    vantage.user_mode_nat = is_user_mode_nat(interface, *best->gateway);
    ErrorCode error;
    const auto address = boost::asio::ip::make_address(text.substr(0, text.find('/')), error);
    if (!error) vantage.address = address;
  }
}

/// Some own address, "172.18.0.2/16", for which `holds`.
template <class Predicate>
bool any_interface(const Case& facts, Predicate holds) {
  return std::ranges::any_of(facts.evidence, [&](const Evidence& evidence) {
    const auto* host = detail_of<HostDetail>(evidence);
    return host && std::ranges::any_of(host->facts.interfaces, [&](const InterfaceFact& one) {
      return std::ranges::any_of(one.addresses, holds);
    });
  });
}

bool about_another(const Trace& trace) {
  const std::string_view subject = trace.detail->subject;
  return subject == PathDetail::name_server || subject == PathDetail::beyond_host ||
         subject == PathDetail::name_server_machine || subject == PathDetail::other_address;
}

std::vector<Trace> all_traces(const Case& facts) {
  std::vector<Trace> found;
  if (vantage_of(facts).user_mode_nat) return found;
  for (const Evidence& evidence : facts.evidence) {
    const auto* path = detail_of<PathDetail>(evidence);
    if (path && !path->hops.empty()) found.push_back({&evidence, path});
  }
  return found;
}

}  // namespace

bool is_podman_bridge(const InterfaceFact& interface) {
  return interface.name.starts_with("podman") || interface.name.starts_with("cni-podman");
}

std::vector<Trace> traces(const Case& facts) {
  auto found = all_traces(facts);
  std::erase_if(found, about_another);
  return found;
}

std::vector<Trace> name_server_traces(const Case& facts) {
  auto found = all_traces(facts);
  std::erase_if(found, [](const Trace& trace) {
    return !about_another(trace) || trace.detail->subject == PathDetail::other_address;
  });
  return found;
}

Trace trace_of(const Case& facts, std::string_view subject) {
  Trace found;
  for (const Trace& trace : all_traces(facts)) {
    if (trace.detail->subject == subject) found = trace;
  }
  return found;
}

Trace trace_of(const Case& facts, std::string_view subject, const IpAddress& address) {
  Trace found;
  for (const Trace& trace : all_traces(facts)) {
    const bool same = trace.detail->target.address == address;
    if (same && trace.detail->subject == subject) found = trace;
  }
  return found;
}

bool time_exceeded(const Hop& hop) {
  return hop.answer == Answer::icmp && hop.icmp && is_time_exceeded(*hop.icmp);
}

bool answered(const Hop& hop) { return hop.answer != Answer::silence; }

const Hop* hop_at(const PathDetail& path, int ttl) {
  const auto at = std::find_if(path.hops.begin(), path.hops.end(),
                               [ttl](const Hop& hop) { return hop.ttl == ttl; });
  return at == path.hops.end() ? nullptr : &*at;
}

const Hop* last_router(const PathDetail& path) {
  const Hop* found = nullptr;
  for (const Hop& hop : path.hops) {
    if (time_exceeded(hop)) found = &hop;
  }
  return found;
}

const Hop* router_elsewhere(const Case& facts) {
  const Hop* furthest = nullptr;
  for (const auto subject : {PathDetail::beyond_host, PathDetail::control}) {
    const Trace trace = trace_of(facts, subject);
    const Hop* router = trace ? last_router(*trace.detail) : nullptr;
    if (router && (!furthest || router->ttl > furthest->ttl)) furthest = router;
  }
  return furthest;
}

int last_answer(const PathDetail& path) {
  int ttl = 0;
  for (const Hop& hop : path.hops) {
    if (answered(hop)) ttl = std::max(ttl, hop.ttl);
  }
  return ttl;
}

bool nobody_answers(const std::vector<Trace>& traces) {
  return !traces.empty() && std::ranges::all_of(traces, [](const Trace& trace) {
    return last_answer(*trace.detail) == 0;
  });
}

const Hop* terminal(const PathDetail& path) {
  for (const Hop& hop : path.hops) {
    if (answered(hop) && !time_exceeded(hop)) return &hop;
  }
  return nullptr;
}

std::optional<Answer> traced_answer(const Case& facts, std::string_view transport,
                                    const IpAddress& address) {
  const Trace trace = trace_of(facts, transport, address);
  if (!trace) return std::nullopt;
  const Hop* end = terminal(*trace.detail);
  return end ? end->answer : Answer::silence;
}

std::string name_of_hop(const Hop& hop) {
  if (!hop.from) return fmt::format("hop {}", hop.ttl);
  return fmt::format("hop {} ({})", hop.ttl, hop.from->to_string());
}

Vantage vantage_of(const Case& facts) {
  Vantage vantage;
  for (const Evidence& evidence : facts.evidence) {
    const auto* host = detail_of<HostDetail>(evidence);
    if (!host) continue;
    vantage = {};
    vantage.evidence = &evidence;
    find_gateway(host->facts, vantage);
    if (sees_engine_bridges(host->facts) || vantage.beside_host) {
      vantage.behind_host = false;
      continue;
    }
    vantage.sure = !host->facts.container.empty() || has_engine_resolver(host->resolver);
    vantage.behind_host = vantage.behind_host || vantage.sure ||
                          (vantage.gateway && looks_like_bridge_gateway(*vantage.gateway));
  }
  return vantage;
}

bool is_own_address(const Case& facts, const IpAddress& address) {
  if (address.is_loopback() || address.is_unspecified()) return true;
  return any_interface(facts, [&](const std::string& interface) {
    return interface.substr(0, interface.find('/')) == address.to_string();
  });
}

bool address_is_meant(const Case& facts) {
  return !facts.profile.to_hub && (facts.host == "localhost" || parse_address(facts.host));
}

bool is_meant_own(const Case& facts, const IpAddress& address) {
  return address_is_meant(facts) && is_own_address(facts, address);
}

const InterfaceFact* own_tunnel(const Case& facts, const IpAddress& address) {
  const InterfaceFact* found = nullptr;
  for (const Evidence& evidence : facts.evidence) {
    const auto* host = detail_of<HostDetail>(evidence);
    if (!host) continue;
    for (const InterfaceFact& one : host->facts.interfaces) {
      const bool has = std::ranges::any_of(one.addresses, [&](const std::string& text) {
        return text.substr(0, text.find('/')) == address.to_string();
      });
      if (one.tunnel && has) found = &one;
    }
  }
  return found;
}

bool on_own_network(const Case& facts, const IpAddress& address) {
  return any_interface(facts, [&](const std::string& interface) {
    const auto own = parse_prefix(interface);
    return own && own->contains(address);
  });
}

std::string router_text(const Vantage& vantage, const IpAddress& router) {
  const std::string address = router.to_string();
  if (vantage.gateway != router) return address;
  return fmt::format("{} ({})", vantage.behind_host ? "the host" : "the gateway", address);
}

std::string router_text_first(const Vantage& vantage, const IpAddress& router) {
  std::string text = router_text(vantage, router);
  if (text.starts_with("the ")) text.front() = 'T';
  return text;
}

}  // namespace edge::probe
