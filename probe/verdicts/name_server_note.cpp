#include "probe/verdicts/name_server_note.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "common/report/layout.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/name_server_fixes.hpp"
#include "probe/verdicts/name_server_machine.hpp"
#include "probe/verdicts/note_writer.hpp"
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

/// Fewer may be lost by chance.
constexpr int kSilentAtFirst = 3;

/// What became of the queries to a server in this run; of those over TCP too.
struct Tally {
  int answered = 0, all = 0;
  int lost = 0;            // waited for longer than any answer took
  Duration slowest{};
  std::optional<Duration> recovered;  // since then each was answered, and before that none
  std::optional<Duration> cut_off;    // since then none was answered, and before that each
  std::set<std::string> denied;  // other names than the agent's: with a search domain behind it
};

Tally tally(const Case& facts, const IpAddress& server, const std::string& name) {
  auto asked = exchanges(facts);
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    const bool some = query && std::ranges::any_of(asked, [&](const DnsExchange* one) {
                        return one->server.address == server && is_rcode(one->result);
                      });
    if (!some) continue;  // an answer over TCP alone is another matter
    for (const DnsExchange& one : query->exchanges) asked.push_back(&one);
  }
  std::erase_if(asked, [&](const DnsExchange* one) {
    return one->server.address != server || one->result == "abandoned";
  });
  Tally found{.all = static_cast<int>(asked.size())};
  for (const DnsExchange* one : asked) {
    if (!is_rcode(one->result)) continue;
    ++found.answered;
    found.slowest = std::max(found.slowest, one->end - one->begin);
    if (one->name.starts_with(name + ".")) found.denied.insert(one->name);
  }
  const auto is_lost = [&](const DnsExchange* one) {
    return !is_rcode(one->result) && one->end - one->begin >= found.slowest;
  };
  found.lost = static_cast<int>(std::ranges::count_if(asked, is_lost));
  std::ranges::stable_sort(asked, {}, &DnsExchange::begin);
  const auto first_lost = std::ranges::find_if(asked, is_lost);
  const bool for_good = std::all_of(first_lost, asked.end(), is_lost);
  if (found.lost > kSilentAtFirst && for_good && found.answered > 0) {
    found.cut_off = (*first_lost)->begin;
  }
  const auto first_answer = std::ranges::find_if_not(asked, is_lost);
  const bool at_once = std::none_of(first_answer, asked.end(), is_lost);
  const bool answered = first_answer != asked.end() && is_rcode((*first_answer)->result);
  if (found.lost >= kSilentAtFirst && at_once && answered) {
    found.recovered = (*first_answer)->begin;
  }
  return found;
}

class Note {
 public:
  Note(const Case& facts, const ResolveDetail& detail) : facts_(facts), detail_(detail) {}

  void add(const Endpoint& server) {
    const IpAddress& address = server.address;
    if (is_stub(address)) {
      note_.say(true,
                "{} is the host's own stub resolver, copied from its resolv.conf: in a container "
                "that address is the container itself.",
                address.to_string());
    } else if (address.is_unspecified()) {
      note_.say(true,
                "{} in resolv.conf is this container itself, on which nothing listens for DNS.",
                address.to_string());
    } else if (address.is_loopback()) {
      if (!refused_at_once(server)) note_on_way_beyond(note_, facts_, "only the name servers");
    } else if (!add_answer(server)) {
      note_on_machine(note_, facts_, server);
    }
    if (is_engine_default(address)) {
      note_.advise({});
      note_.say(false,
                "{} is what the container engine falls back on when it finds no usable name "
                "server on the host; many sites block it.",
                address.to_string());
    }
  }

  /// It did answer other queries of this run, so it is neither dead nor filtered.
  bool add_answered(const IpAddress& address) {
    const Tally seen = tally(facts_, address, detail_.name);
    if (seen.answered == 0) return false;
    if (seen.lost == 0 && !seen.denied.empty()) {
      note_.say(true,
                "{} answers, in up to {}, and the look-up was not over: {} with a search domain "
                "behind it {} asked for first.",
                address.to_string(), human_duration(seen.slowest),
                seen.denied.size() == 1 ? "the name" : fmt::format("{} names", seen.denied.size()),
                seen.denied.size() == 1 ? "is" : "are");
      note_.advise(kSlowSearchFix);
      return true;
    }
    if (seen.recovered) {
      note_.say(false,
                "{} was silent to all queries in the first {} of this run, and has answered each "
                "since: it came up, or the way to it was opened, at that time.",
                address.to_string(), human_duration(*seen.recovered));
      note_.advise(kCameUpFix);
      return true;
    }
    if (seen.cut_off) {
      note_.say(false,
                "{} answered each query in the first {} of this run, and none since: it went down, "
                "or the way to it was closed, at that time.",
                address.to_string(), human_duration(*seen.cut_off));
      note_.advise(kCutOffFix);
      return true;
    }
    note_.say(false,
              "{} answered {} of {} queries of this run: packets are lost on the way, or it is "
              "slow or overloaded.",
              address.to_string(), seen.answered, seen.all);
    note_.advise(kFindTheLoss);
    return true;
  }

  NameServerNote taken() { return note_.taken(); }

 private:
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
    note_.rest_on(asked);
    if (rcode.empty()) return false;
    const Duration took = query.exchanges.front().end - query.exchanges.front().begin;
    if (const Duration patience = agents_patience(facts_); took > patience) {
      note_.say(true,
                "{} answers the same query over TCP ({}), but after {}: too late for the agent, "
                "whose resolver waits {}.",
                server.address.to_string(), rcode, human_duration(took), human_duration(patience));
      note_.advise(patience < kUsualPatience ? kWaitLongerFix : kSlowServerFix);
      return true;
    }
    note_.say(true,
              "{} answers the same query over TCP ({}): something on the way, or a filter on that "
              "machine, drops UDP port {} alone.",
              server.address.to_string(), rcode, server.port);
    note_.advise(fmt::format(kAllowUdp, server.port, server.address.to_string()));
    return true;
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
      note_.say(true,
                "Answers do come, but from {} and not from {}: the agent's resolver drops "
                "them.",
                other, server.address.to_string());
      note_.advise(fmt::format(kOtherSenderFix, server.address.to_string(), other));
      return true;
    }
    return false;
  }

  /// What it said to the query without what the agent's had beside the name.
  bool add_plain(const Endpoint& server) {
    const Evidence* asked = asked_plainly(facts_, server);
    const auto rcode = asked ? rcode_of(*detail_of<QueryDetail>(*asked)) : std::string();
    if (rcode.empty()) return false;
    note_.rest_on(asked);
    const DnsExchange* searched = ended_in_search_domain(detail_);
    if (!searched) {
      note_.say(true,
                "{} answers the same query without EDNS ({}): it, or a firewall before it, drops "
                "those with an OPT record, which `options edns0` in resolv.conf has the agent's C "
                "library send.",
                server.address.to_string(), rcode);
      note_.advise(kNoEdnsFix);
      return true;
    }
    note_.say(true,
              "{} answers for the name as it is ({}), and not for {}, which a search domain has "
              "the agent's resolver ask for first: it gives up there.",
              server.address.to_string(), rcode, searched->name);
    note_.advise(fmt::format(kNoSearchFix, search_domain(*searched, detail_.name)));
    return true;
  }

  const Case& facts_;
  const ResolveDetail& detail_;
  NoteWriter note_;
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
    taken.fix = kUnusableLineFix;
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
