#include "probe/verdicts/instead_of_hub.hpp"

#include <algorithm>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/lookup_facts.hpp"

namespace edge::probe {
namespace {

/// What a trace came to, as a try: how it ends, or silence.
ConnectTry as_try(const Trace& trace, const Endpoint& peer) {
  ConnectTry made;
  made.peer = peer;
  made.source = trace.detail->source;
  made.begin = trace.evidence->begin;
  made.end = trace.evidence->end;
  made.answer = Answer::silence;
  if (const Hop* end = terminal(*trace.detail)) {
    made.answer = end->answer;
    made.icmp = end->icmp;
    made.end = made.begin + end->rtt;
  }
  return made;
}

/// The machine answered, or a packet filter did in its stead.
bool is_service_matter(const ConnectTry& made) {
  if (made.answer == Answer::accepted || made.answer == Answer::reset) return true;
  return made.answer == Answer::icmp && !(made.icmp && is_host_unreachable(*made.icmp));
}

/// The router that rejects `made` does the same to packets for elsewhere: no matter of one service.
bool rejects_everything(const Case& facts, const ConnectTry& made) {
  const Trace beyond = trace_of(facts, PathDetail::beyond_host);
  const Hop* end = beyond ? terminal(*beyond.detail) : nullptr;
  return made.answer == Answer::icmp && made.icmp && end && end->icmp &&
         end->icmp->sender == made.icmp->sender && made.icmp->sender != made.peer.address;
}

/// How far packets got that were not refused: a router that says "unreachable" went no further.
int reach_of(const PathDetail& path) {
  int ttl = 0;
  for (const Hop& hop : path.hops) {
    const bool passed = time_exceeded(hop) || hop.answer == Answer::accepted ||
                        hop.answer == Answer::reset;
    if (passed) ttl = hop.ttl;
  }
  return ttl;
}

/// Nobody answers for the server in the own network, or something does for its machine.
bool is_servers_own_matter(const Case& facts, const ConnectTry& made) {
  const IpAddress& address = made.peer.address;
  const bool own_machine = made.answer == Answer::no_neighbour && on_own_network(facts, address) &&
                           !on_own_host(facts, address);
  return is_service_matter(made) || own_machine;
}

/// What a router said to a query for `server`, as a try.
std::optional<ConnectTry> told_to_query(const Case& facts, const Endpoint& server) {
  for (const DnsExchange* one : exchanges(facts)) {
    const bool by_router = one->server == server && one->icmp &&
                           one->icmp->sender != server.address &&
                           !is_own_address(facts, one->icmp->sender);
    if (!by_router) continue;
    ConnectTry made;
    made.peer = server;
    made.answer = Answer::icmp;
    made.icmp = one->icmp;
    made.begin = one->begin;
    made.end = one->end;
    return made;
  }
  return std::nullopt;
}

/// A router behind the host says that there is no way to nobody's address: in a network without
/// internet that is as it should be. The host itself says so before it looks at the TTL, or of the
/// next hop, for which it has asked in vain.
bool refused_further_on(const PathDetail& beyond) {
  constexpr Duration kAskedInVain = std::chrono::seconds{1};
  const Hop* end = terminal(beyond);
  return end && end->answer == Answer::icmp && end->ttl > 1 && end->rtt < kAskedInVain;
}

/// Its own machine says that nothing listens there: a stub resolver whose address was copied into
/// the container, say.
bool refuses_by_itself(const Case& facts, const Endpoint& server) {
  return std::ranges::any_of(exchanges(facts), [&](const DnsExchange* one) {
    const bool said = one->icmp && one->icmp->sender == server.address;
    return one->server == server && (said || one->result == "ECONNREFUSED");
  });
}

/// Why no packet reaches the machine of `server`; nothing if one does, if packets for elsewhere get
/// further, or if that was not looked at.
std::optional<ConnectTry> machine_unreachable(const Case& facts, const Endpoint& server) {
  const IpAddress& address = server.address;
  if (refuses_by_itself(facts, server)) return std::nullopt;
  const Evidence* over_tcp = asked_over_tcp(facts, server);
  if (over_tcp && !rcode_of(*detail_of<QueryDetail>(*over_tcp)).empty()) return std::nullopt;
  const bool own_host = on_own_host(facts, address);
  // The queries may have used up what the routers had to say by ICMP.
  std::optional<ConnectTry> made = told_to_query(facts, server);
  if (made && rejects_everything(facts, *made)) return made;
  if (made && is_service_matter(*made)) return std::nullopt;
  int reach = own_host ? 1 : 0;  // that the host answers says nothing on what it passes on
  for (const auto subject : {PathDetail::name_server, PathDetail::name_server_machine}) {
    const Trace trace = trace_of(facts, subject, address);
    if (!trace) continue;
    const ConnectTry one = as_try(trace, server);
    const bool servers_own = is_servers_own_matter(facts, one) && !rejects_everything(facts, one);
    if (servers_own && !own_host) return std::nullopt;
    if (!own_host) reach = std::max(reach, reach_of(*trace.detail));
    if (!made || made->answer == Answer::silence) made = one;
  }
  const Trace beyond = trace_of(facts, PathDetail::beyond_host);
  if (beyond && reach_of(*beyond.detail) > reach) return std::nullopt;
  if (!own_host || (made && made->answer == Answer::no_neighbour)) return made;
  return beyond && !refused_further_on(*beyond.detail) ? std::optional(as_try(beyond, server))
                                                        : std::nullopt;
}

/// The own kernel's errno for the queries, which a trace does not keep.
ErrorFact errno_of(const ResolveDetail& detail, const Endpoint& server) {
  for (const DnsExchange& one : detail.exchanges) {
    if (one.server == server && one.result.starts_with('E')) return {one.result, one.result};
  }
  return {};
}

/// A packet filter of this device itself (EPERM) is no matter of the way.
bool no_server_was_reached(const ResolveDetail& detail, const Evidence& evidence) {
  if (got_result(detail, "EPERM")) return false;
  return no_server_answered(detail, evidence) || only_the_engine_failed(detail);
}

std::vector<ConnectFailure> unreachable_name_servers(const Case& facts) {
  std::vector<ConnectFailure> found;
  for (const auto& [evidence, detail] : failed_look_ups(facts, no_server_was_reached)) {
    for (const Endpoint& server : without_answer(*detail)) {
      auto why = machine_unreachable(facts, server);
      if (!why) return {};
      why->error = errno_of(*detail, server);
      found.push_back({evidence, *why, Whom::name_server, false});
    }
  }
  return found;
}

bool silent_from_first_hop(const Case& facts, const IpAddress& address) {
  bool traced = false;
  for (const Trace& trace : traces(facts)) {
    if (trace.detail->target.address != address) continue;
    if (last_answer(*trace.detail) > 0) return false;
    traced = true;
  }
  return traced;
}

/// A proxy that is silent behind routers that answer may be down itself: that is its own verdict.
bool way_is_dead(const Case& facts, const ConnectFailure& failure) {
  const ConnectTry& decisive = failure.decisive;
  switch (decisive.answer) {
    case Answer::own_host: return true;
    case Answer::no_neighbour: return !on_own_network(facts, decisive.peer.address);
    case Answer::icmp: return decisive.icmp && is_host_unreachable(*decisive.icmp);
    case Answer::silence: return silent_from_first_hop(facts, decisive.peer.address);
    default: return false;
  }
}

}  // namespace

bool on_own_host(const Case& facts, const IpAddress& server) {
  return server.is_loopback() || vantage_of(facts).gateway == server;
}

std::vector<ConnectFailure> instead_of_hub(const Case& facts) {
  if (any_port_passes(facts)) return {};
  auto found = connect_failures(facts);
  if (found.empty()) return unreachable_name_servers(facts);
  const bool all = std::ranges::all_of(found, [&](const ConnectFailure& failure) {
    return failure.whom == Whom::proxy && way_is_dead(facts, failure);
  });
  return all ? found : std::vector<ConnectFailure>{};
}

std::optional<IpAddress> name_server_beyond_host(const Case& facts) {
  std::optional<IpAddress> found;
  for (const DnsExchange* one : exchanges(facts)) {
    const IpAddress& server = one->server.address;
    const bool near = on_own_host(facts, server) || on_own_network(facts, server);
    if (!is_rcode(one->result) || near) continue;
    if (!found || is_private(*found)) found = server;
  }
  return found;
}

}  // namespace edge::probe
