#include "probe/verdicts/name_server_note.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/phrases.hpp"

namespace edge::probe {
namespace {

/// systemd-resolved's stubs (man 8 systemd-resolved).
bool is_stub(const IpAddress& address) {
  return address.to_string() == "127.0.0.53" || address.to_string() == "127.0.0.54";
}

/// What Docker gives to containers when the host has only loopback servers (moby's
/// libnetwork/resolvconf, defaultIPv4Dns).
bool is_engine_default(const IpAddress& address) {
  return address.to_string() == "8.8.8.8" || address.to_string() == "8.8.4.4";
}

std::string_view end_text(const Hop& hop) {
  return hop.answer == Answer::accepted ? "accepts connections" : "is closed";
}

/// Of the queries to `server` in this run, how many were answered.
std::pair<int, int> answered_of_all(const Case& facts, const IpAddress& server) {
  int answered = 0, all = 0;
  for (const DnsExchange* one : exchanges(facts)) {
    if (one->server.address != server || one->result == "abandoned") continue;
    ++all;
    if (is_rcode(one->result)) ++answered;
  }
  return {answered, all};
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

/// How far packets for elsewhere get; no evidence if that is not known.
struct WayOut {
  const Evidence* evidence = nullptr;
  const Hop* router = nullptr;  // the last that answered
  bool open = false;            // something behind it answered
  /// A clause without its full stop.
  std::string text() const {
    return fmt::format("Packets for elsewhere get as far as {}{}", name_of_hop(*router),
                       open ? " and further" : ", and nothing behind it is heard of");
  }
};

WayOut way_out(const Case& facts) {
  const Trace beyond = trace_of(facts, PathDetail::beyond_host);
  const Hop* router = router_elsewhere(facts);
  if (!beyond || !router) return {};
  return {beyond.evidence, router, terminal(*beyond.detail) != nullptr};
}

constexpr const char* kAllowUdp =
    "Have UDP port {0} to {1} allowed where it is dropped: on {1} itself (`nft list ruleset`), on "
    "the way, or on the host.";

// A resolver that forwards is silent when its own way out is dead: more often than it hangs.
constexpr const char* kSeeWhetherSiteIsOnline =
    "See whether another device at this site reaches the internet. If none does, the site's uplink "
    "is down, and names are only the first to notice: another name server does not help. If they "
    "do, it is the name server at {0}, or the servers that it asks: have its administrator look, "
    "or give the agent another one that this network may reach.";

constexpr const char* kSeeWhetherAnythingPasses =
    "No packet is heard of from behind {0}, so another name server may not help. Behind a "
    "container engine run `edgeprobe host` on the host: it names a route, rule or VPN that keeps "
    "packets back. Then see whether another device at this site reaches the internet. If it does, "
    "give the agent a name server that this network may reach.";

/// Both libraries wait that long for a server unless resolv.conf says otherwise.
constexpr Duration kAgentsPatience = std::chrono::seconds{5};

class Note {
 public:
  explicit Note(const Case& facts) : facts_(facts) {}

  void add(const Endpoint& server) {
    const IpAddress& address = server.address;
    if (is_stub(address)) {
      say(true, "{} is the host's own stub resolver, copied from its resolv.conf: in a container "
          "that address is the container itself.", address.to_string());
    } else if (address.is_loopback()) {
      if (!refused_at_once(server)) add_beyond("only the name servers");
    } else if (!add_stream(server)) {
      add_machine(address, server.port);
    }
    if (is_engine_default(address)) {
      fix_.clear();
      say(false, "{} is what the container engine falls back on when it finds no usable name "
          "server on the host; many sites block it.", address.to_string());
    }
  }

  NameServerNote taken() {
    return {fmt::format("{}", fmt::join(sentences_, " ")), evidence_, certain_, fix_};
  }

 private:
  template <class... Args>
  void say(bool certain, fmt::format_string<const Args&...> words, const Args&... args) {
    const auto sentence = fmt::format(words, args...);
    if (std::ranges::find(sentences_, sentence) == sentences_.end()) sentences_.push_back(sentence);
    certain_ = certain_ || certain;
  }

  /// A resolver that passes queries on had an answer to pass on, or knew at once that it can ask
  /// nobody: that says nothing of the way to those behind it.
  bool refused_at_once(const Endpoint& server) const {
    return std::ranges::any_of(exchanges(facts_), [&](const DnsExchange* one) {
      return one->server == server && is_rcode(one->result) && !came_late(*one);
    });
  }

  /// What the server said to the same query over TCP.
  bool add_stream(const Endpoint& server) {
    const Evidence* asked = asked_over_tcp(facts_, server);
    if (!asked) return false;
    const auto& query = *detail_of<QueryDetail>(*asked);
    const auto rcode = rcode_of(query);
    evidence_.push_back(asked);
    if (rcode.empty()) return false;
    const Duration took = query.exchanges.front().end - query.exchanges.front().begin;
    if (took > kAgentsPatience) {
      say(true, "{} answers the same query over TCP ({}), but after {}: too late for the agent.",
          server.address.to_string(), rcode, human_duration(took));
      return true;
    }
    say(true, "{} answers the same query over TCP ({}): something on the way, or a filter on that "
        "machine, drops UDP port {} alone.", server.address.to_string(), rcode, server.port);
    fix_ = fmt::format(kAllowUdp, server.port, server.address.to_string());
    return true;
  }

  /// Why a server whose port for TCP is open does not answer.
  std::string what_serves_text(const Endpoint& server) {
    const Evidence* asked = asked_over_tcp(facts_, server);
    if (!asked) {
      return "it cannot reach those that it asks itself, or something on the way, or a filter on "
             "that machine, drops UDP alone";
    }
    evidence_.push_back(asked);
    return "it answers no query over TCP either, so the name server there hangs, or cannot reach "
           "those that it asks itself";
  }

  void add_machine(const IpAddress& address, int port) {
    const std::string name = address.to_string();
    const auto [answered, all] = answered_of_all(facts_, address);
    if (answered > 0) {
      say(false, "{} answered {} of {} queries: packets are lost on the way, or it is overloaded.",
          name, answered, all);
      return;
    }
    const Ended dns = ended(facts_, PathDetail::name_server, address);
    const Ended other = ended(facts_, PathDetail::name_server_machine, address);
    for (const Trace& trace : {dns.trace, other.trace}) {
      if (trace) evidence_.push_back(trace.evidence);
    }
    if (dns && dns.hop->answer == Answer::icmp) {
      const auto& icmp = dns.hop->icmp;
      const auto who = icmp ? router_text_first(vantage_of(facts_), icmp->sender) : "A router";
      const auto how = icmp ? ": " + icmp_text(*icmp) : "";
      say(true, "{} rejects TCP port {} to {}{}.", who, port, name, how);
    } else if (dns && dns.hop->answer == Answer::no_neighbour) {
      say(true, "Nobody answers at {}, which is on this device's own network: no ARP neighbour.",
          name);
    } else if (dns.by_machine()) {
      const bool serves = dns.hop->answer == Answer::accepted;
      say(false, "{} can be reached, as its TCP port {} {}: {}.", name, port, end_text(*dns.hop),
          serves ? what_serves_text(dns.trace.detail->target)
                 : "no name server runs there, or a filter drops UDP alone");
      if (serves) {
        add_beyond({});
        fix_ = fmt::format(kSeeWhetherSiteIsOnline, name);
      }
    } else if (other.by_machine()) {
      say(true, "{} can be reached, as its TCP port {} {}; packets to port {} are dropped {}.",
          name, other.trace.detail->target.port, end_text(*other.hop), port,
          place_text(dns.trace));
    } else {
      add_beyond(on_own_host(facts_, address) ? "only the name servers" : name);
    }
  }

  /// How far the way out is open; `missing` is what cannot be reached in spite of it, if anything.
  void add_beyond(const std::string& missing) {
    const WayOut way = way_out(facts_);
    if (!way.evidence || way.router->ttl < 2) return;
    evidence_.push_back(way.evidence);
    if (way.open && !missing.empty()) {
      say(false, "{}, so the way out is open and {} cannot be reached.", way.text(), missing);
    } else {
      say(false, "{}.", way.text());
    }
    if (!way.open) fix_ = fmt::format(kSeeWhetherAnythingPasses, name_of_hop(*way.router));
  }

  const Case& facts_;
  std::vector<std::string> sentences_;
  std::vector<const Evidence*> evidence_;
  bool certain_ = false;
  std::string fix_;
};

}  // namespace

NameServerNote note_on_servers(const Case& facts, const ResolveDetail& detail) {
  Note note(facts);
  for (const Endpoint& server : without_answer(detail)) note.add(server);
  NameServerNote taken = note.taken();
  for (const Evidence& evidence : facts.evidence) {
    const auto* host = detail_of<HostDetail>(evidence);
    if (!host || host->resolver.unusable.empty()) continue;
    taken.text += fmt::format("{}The C library passes over {}.", taken.text.empty() ? "" : " ",
                              fmt::join(host->resolver.unusable, "; "));
    taken.evidence.push_back(&evidence);
    taken.certain = true;
  }
  return taken;
}

NameServerNote note_on_way_out(const Case& facts) {
  const WayOut way = way_out(facts);
  if (!way.evidence) return {};
  return {way.text() + ".", {way.evidence}, false};
}

void add_note(Verdict& verdict, const NameServerNote& note) {
  if (!note.text.empty()) verdict.cause += " " + note.text;
  for (const Evidence* seen : note.evidence) cite(verdict, seen);
}

}  // namespace edge::probe
