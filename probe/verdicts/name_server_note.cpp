#include "probe/verdicts/name_server_note.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/name_server_fixes.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/way_out.hpp"

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

/// Of the queries to `server` in this run, how many were answered; those over TCP too.
std::pair<int, int> answered_of_all(const Case& facts, const IpAddress& server) {
  auto asked = exchanges(facts);
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    const bool some = query && std::ranges::any_of(asked, [&](const DnsExchange* one) {
      return one->server.address == server && is_rcode(one->result);
    });
    if (!some) continue;  // an answer over TCP alone is another matter
    for (const DnsExchange& one : query->exchanges) asked.push_back(&one);
  }
  int answered = 0, all = 0;
  for (const DnsExchange* one : asked) {
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

std::string refusal_fix(const WayOut& way) {
  return fmt::format(kNoWayOut, way.refusal->icmp->sender.to_string());
}


class Note {
 public:
  Note(const Case& facts, const ResolveDetail& detail) : facts_(facts), detail_(detail) {}

  void add(const Endpoint& server) {
    const IpAddress& address = server.address;
    if (is_stub(address)) {
      say(true, "{} is the host's own stub resolver, copied from its resolv.conf: in a container "
          "that address is the container itself.", address.to_string());
    } else if (address.is_loopback()) {
      if (!refused_at_once(server)) add_beyond("only the name servers");
    } else if (!add_answer(server)) {
      add_machine(address, server.port);
    }
    if (is_engine_default(address)) {
      fix_.clear();
      say(false, "{} is what the container engine falls back on when it finds no usable name "
          "server on the host; many sites block it.", address.to_string());
    }
  }

  /// It did answer other queries of this run, so it is neither dead nor filtered.
  bool add_answered(const IpAddress& address) {
    const auto [answered, all] = answered_of_all(facts_, address);
    if (answered == 0) return false;
    say(false, "{} answered {} of {} queries of this run: packets are lost on the way, or it is "
        "slow or overloaded.", address.to_string(), answered, all);
    fix_ = kFindTheLoss;
    return true;
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
    if (const Duration patience = agents_patience(facts_); took > patience) {
      say(true, "{} answers the same query over TCP ({}), but after {}: too late for the agent, "
          "whose resolver waits {}.", server.address.to_string(), rcode, human_duration(took),
          human_duration(patience));
      fix_ = patience < kUsualPatience ? kWaitLongerFix : kSlowServerFix;
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
    return "it answers no query for this name over TCP either, so the name server there hangs, "
           "cannot reach those that it asks itself, or something on the way drops queries for this "
           "name (does `getent ahosts` find another one?)";
  }

  /// What else it said in this run, if anything.
  bool add_answer(const Endpoint& server) {
    return add_other_sender(server) || add_plain(server) || add_answered(server.address) ||
           add_stream(server);
  }

  /// Its answers come from another address of its own, or were not translated on the way back.
  bool add_other_sender(const Endpoint& server) {
    for (const DnsExchange* one : exchanges(facts_)) {
      if (one->server != server || !one->answered_by) continue;
      const std::string other = one->answered_by->to_string();
      say(true, "Answers do come, but from {} and not from {}: the agent's resolver drops "
                "them.", other,
          server.address.to_string());
      fix_ = fmt::format(kOtherSenderFix, server.address.to_string(), other);
      return true;
    }
    return false;
  }

  /// What it said to the query without what the agent's had beside the name.
  bool add_plain(const Endpoint& server) {
    const Evidence* asked = asked_plainly(facts_, server);
    const auto rcode = asked ? rcode_of(*detail_of<QueryDetail>(*asked)) : std::string();
    if (rcode.empty()) return false;
    evidence_.push_back(asked);
    const DnsExchange* searched = ended_in_search_domain(detail_);
    if (!searched) {
      say(true, "{} answers the same query without EDNS ({}): it, or a firewall before it, drops "
          "those with an OPT record, which `options edns0` in resolv.conf has the agent's C "
          "library send.",
          server.address.to_string(), rcode);
      fix_ = kNoEdnsFix;
      return true;
    }
    say(true, "{} answers for the name as it is ({}), and not for {}, which a search domain has "
        "the agent's resolver ask for first: it gives up there.", server.address.to_string(), rcode,
        searched->name);
    fix_ = fmt::format(kNoSearchFix, search_domain(*searched, detail_.name));
    return true;
  }

  void add_machine(const IpAddress& address, int port) {
    const std::string name = address.to_string();
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
      fix_ = kNobodyThereFix;
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
    } else if (on_own_network(facts_, address) && !on_own_host(facts_, address)) {
      say(false, "{} is a machine or container of this device's own network.", name);
      fix_ = fmt::format(kNeighbourFix, name);
    } else {
      add_beyond(on_own_host(facts_, address) ? "only the name servers" : name);
    }
  }

  /// How far the way out is open; `missing` is what cannot be reached in spite of it, if anything.
  void add_beyond(const std::string& missing) {
    const WayOut way = way_out(facts_);
    if (!way.evidence || (way.router->ttl < 2 && !way.refusal)) return;
    evidence_.push_back(way.evidence);
    if (way.open && !missing.empty()) {
      say(false, "{}, so the way out is open and {} cannot be reached.", way_out_text(way),
          missing);
    } else {
      say(false, "{}.", way_out_text(way));
    }
    if (way.refusal) fix_ = refusal_fix(way);
    else if (!way.open) fix_ = fmt::format(kSeeWhetherAnythingPasses, name_of_hop(*way.router));
  }

  const Case& facts_;
  const ResolveDetail& detail_;
  std::vector<std::string> sentences_;
  std::vector<const Evidence*> evidence_;
  bool certain_ = false;
  std::string fix_;
};

}  // namespace

NameServerNote note_on_servers(const Case& facts, const ResolveDetail& detail) {
  Note note(facts, detail);
  for (const Endpoint& server : without_answer(detail)) note.add(server);
  // Of the others some answered a part of the look-up: the agent's library needs the rest, too.
  const auto silent = std::ranges::find(detail.exchanges, "silence", &DnsExchange::result);
  if (silent != detail.exchanges.end() && without_answer(detail).empty()) {
    note.add_answered(silent->server.address);
  }
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
  return {way_out_text(way) + ".", {way.evidence}, false, way.refusal ? refusal_fix(way) : ""};
}

void add_note(Verdict& verdict, const NameServerNote& note) {
  if (!note.text.empty()) verdict.cause += " " + note.text;
  for (const Evidence* seen : note.evidence) cite(verdict, seen);
}

}  // namespace edge::probe
