#include "probe/verdicts/name_server_machine.hpp"

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/name_server_fixes.hpp"
#include "probe/verdicts/way_out.hpp"

namespace edge::probe {
namespace {

std::string_view end_text(const Hop& hop) {
  return hop.answer == Answer::accepted ? "accepts connections" : "is closed";
}

/// The trace of a port that its server's machine, or a filter, gave an answer on.
struct Ended {
  Trace trace;
  const Hop* hop = nullptr;
  explicit operator bool() const { return hop != nullptr; }
  bool by_machine() const {
    return hop && (hop->answer == Answer::accepted || hop->answer == Answer::reset);
  }
};

Ended ended(const Case& facts, std::string_view subject, const IpAddress& server) {
  Ended found{trace_of(facts, subject, server)};
  if (found.trace) found.hop = terminal(*found.trace.detail);
  return found;
}

/// Where packets for DNS die that pass on another port.
std::string place_text(const Trace& dns) {
  const Hop* router = dns ? last_router(*dns.detail) : nullptr;
  return router ? fmt::format("at or behind {}", name_of_hop(*router)) : "on the way";
}

/// Of the machine's own filter, which is the host's where the server runs there.
std::string own_filter_fix(const Case& facts, const IpAddress& server) {
  const bool host = vantage_of(facts).behind_host && on_own_host(facts, server);
  return host ? kHostsFilterFix : fmt::format(kServersFilterFix, server.to_string());
}

/// Why a server whose port for TCP is open does not answer.
std::string what_serves_text(NoteWriter& note, const Case& facts, const Endpoint& server) {
  const Evidence* asked = asked_over_tcp(facts, server);
  if (!asked) {
    return "it cannot reach those that it asks itself, or something on the way, or a filter on "
           "that machine, drops UDP alone";
  }
  note.rest_on(asked);
  return "it answers no query for this name over TCP either, so the name server there hangs, "
         "cannot reach those that it asks itself, or something on the way drops queries for this "
         "name (does `getent ahosts` find another one?)";
}

void say_rejected(NoteWriter& note, const Case& facts, const Endpoint& server, const Hop& by) {
  const std::string name = server.address.to_string();
  const auto how = by.icmp ? ": " + icmp_text(*by.icmp) : "";
  if (by.icmp && by.icmp->sender == server.address && is_port_unreachable(*by.icmp)) {
    note.say(true,
             "TCP port {} of {} is rejected by an ICMP error{}; a machine on which nothing "
             "listens would reset it, so a filter there rejects the port.",
             server.port, name, how);
    note.advise(own_filter_fix(facts, server.address));
    return;
  }
  const auto who = by.icmp ? router_text_first(vantage_of(facts), by.icmp->sender) : "A router";
  note.say(true, "{} rejects TCP port {} to {}{}.", who, server.port, name, how);
}

/// Each query over TCP was ended at once, which a server that hangs does not do.
const Evidence* ended_each_query(const Case& facts, const Endpoint& server) {
  const Evidence* asked = asked_over_tcp(facts, server);
  const auto* query = asked ? detail_of<QueryDetail>(*asked) : nullptr;
  if (!query || query->exchanges.empty()) return nullptr;
  constexpr Duration kAtOnce = std::chrono::milliseconds{500};
  const bool all = std::ranges::all_of(query->exchanges, [&](const DnsExchange& one) {
    return (one.result == "ECONNRESET" || one.result == "EOF") && one.end - one.begin < kAtOnce;
  });
  return all ? asked : nullptr;
}

void say_open(NoteWriter& note, const Case& facts, const Endpoint& server, const Ended& dns) {
  const bool serves = dns.hop->answer == Answer::accepted;
  const std::string name = server.address.to_string();
  if (const Evidence* asked = ended_each_query(facts, server)) {
    note.rest_on(asked);
    note.say(true,
             "{} accepts connections to its TCP port {} and ends each at once when it is asked, "
             "and is silent over UDP: it refuses this client, or queries for this name, or has "
             "nobody to ask itself.",
             name, server.port);
    note.advise(fmt::format(kRefusesClientFix, name));
    return;
  }
  note.say(false, "{} can be reached, as its TCP port {} {}: {}.", name, server.port,
           end_text(*dns.hop),
           serves ? what_serves_text(note, facts, server)
                  : "no name server runs there, or a filter drops UDP alone");
  if (!serves) return;
  note_on_way_beyond(note, facts, {});
  note.advise(fmt::format(kSeeWhetherSiteIsOnline, name));
}

/// The first router answers for the other port of that machine, and not for this one.
bool dies_before_first_hop(const Case& facts, const Trace& dns, const Trace& other) {
  const Hop* first = other ? hop_at(*other.detail, 1) : nullptr;
  return dns && last_answer(*dns.detail) == 0 && first && time_exceeded(*first) &&
         vantage_of(facts).behind_host;
}

void say_only_dns_dies(NoteWriter& note, const Case& facts, const Endpoint& server,
                       const Trace& dns, const Ended& other) {
  note.say(true, "{} can be reached, as its TCP port {} {}; packets to port {} are dropped {}.",
           server.address.to_string(), other.trace.detail->target.port, end_text(*other.hop),
           server.port, place_text(dns));
  if (dies_before_first_hop(facts, dns, other.trace)) {
    note.say(false,
             "They are not even heard of by the first hop, {}, which answers for port {}: "
             "something on the host takes port {} before it forwards (a redirect, DNAT or drop), "
             "or a filter of this container.", name_of_hop(*hop_at(*other.trace.detail, 1)),
             other.trace.detail->target.port, server.port);
    return note.advise(kHostTakesDnsFix);
  }
  const Hop* router = dns ? last_router(*dns.detail) : nullptr;
  if (!router) return;
  const bool by_host = router->ttl == 1 && vantage_of(facts).behind_host;
  note.advise(
      by_host ? kHostDropsDnsFix
              : fmt::format(kSiteDropsDnsFix, name_of_hop(*router), server.address.to_string()));
}

/// The host forwards packets for elsewhere, and none of its own ports gives any answer: an open one
/// would accept, a closed one reset.
bool hides_its_ports(const Case& facts, const IpAddress& server) {
  const WayOut way = way_out(facts);
  return vantage_of(facts).behind_host && vantage_of(facts).gateway == server &&
         trace_of(facts, PathDetail::name_server_machine, server) && way.router &&
         way.router->ttl > 1;
}

}  // namespace

void note_on_machine(NoteWriter& note, const Case& facts, const Endpoint& server) {
  const IpAddress& address = server.address;
  const std::string name = address.to_string();
  const Ended dns = ended(facts, PathDetail::name_server, address);
  const Ended other = ended(facts, PathDetail::name_server_machine, address);
  for (const Trace& trace : {dns.trace, other.trace}) {
    if (trace) note.rest_on(trace.evidence);
  }
  if (dns && dns.hop->answer == Answer::icmp) {
    say_rejected(note, facts, server, *dns.hop);
  } else if (dns && dns.hop->answer == Answer::no_neighbour) {
    note.say(true,
             "Nobody answers at {}, which is on this device's own network: no ARP "
             "neighbour.",
             name);
    note.advise(kNobodyThereFix);
  } else if (dns.by_machine()) {
    say_open(note, facts, server, dns);
  } else if (other.by_machine()) {
    say_only_dns_dies(note, facts, server, dns.trace, other);
  } else if (hides_its_ports(facts, address)) {
    note.say(false,
             "{} is the host itself: it passes packets for elsewhere on, and is silent on its "
             "own ports {} and {}, where even a closed one would reset: its filter drops what the "
             "module network sends to the host.",
             name, server.port, other.trace.detail->target.port);
    note.advise(kHostsFilterFix);
  } else if (on_own_network(facts, address) && !on_own_host(facts, address) &&
             !vantage_of(facts).user_mode_nat) {
    note.say(false, "{} is a machine or container of this device's own network.", name);
    note.advise(fmt::format(kNeighbourFix, name));
  } else {
    note_on_way_beyond(note, facts, on_own_host(facts, address) ? "only the name servers" : name);
  }
}

void note_on_way_beyond(NoteWriter& note, const Case& facts, const std::string& missing) {
  const WayOut way = way_out(facts);
  if (!way.evidence || (way.router->ttl < 2 && !way.refusal)) return;
  note.rest_on(way.evidence);
  if (way.open && !missing.empty()) {
    note.say(false, "{}, so the way out is open and {} cannot be reached.", way_out_text(way),
             missing);
  } else {
    note.say(false, "{}.", way_out_text(way));
  }
  if (way.refusal)
    note.advise(refusal_fix(way));
  else if (!way.open)
    note.advise(fmt::format(kSeeWhetherAnythingPasses, name_of_hop(*way.router)));
}

}  // namespace edge::probe
