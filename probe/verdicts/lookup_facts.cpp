#include "probe/verdicts/lookup_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace edge::probe {
namespace {

/// Those of the hub's name by the agent's own look-ups.
std::vector<IpAddress> addresses_given(const Case& facts, const std::string& name) {
  for (const Evidence& seen : facts.evidence) {
    const auto* resolve = detail_of<ResolveDetail>(seen);
    if (resolve && resolve->name == name && !resolve->addresses.empty()) return resolve->addresses;
  }
  return {};
}

bool share_one(const std::vector<IpAddress>& given, const QueryDetail& query) {
  return std::ranges::any_of(query.addresses, [&](const IpAddress& address) {
    return std::ranges::find(given, address) != given.end();
  });
}

std::string second_answer_text(const QueryDetail& query, const std::vector<IpAddress>& given) {
  if (query.addresses.empty()) {
    const std::string rcode = rcode_of(query);
    if (rcode.empty()) return "gives no answer either";
    return fmt::format("answers {} to the same name", rcode);
  }
  const std::string first = query.addresses.front().to_string();
  return given.empty() ? "knows the name: " + first : "gives another address: " + first;
}

}  // namespace

const Evidence* library_answer(const Case& facts, const std::string& name, bool agents) {
  const Evidence* found = nullptr;
  for (const Evidence& seen : facts.evidence) {
    const auto* detail = detail_of<LookupDetail>(seen);
    if (detail && detail->name == name && detail->decides == agents) found = &seen;
  }
  return found;
}

const Evidence* asked_over_tcp(const Case& facts, const Endpoint& server) {
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    if (query && query->over_tcp && query->server == server) return &seen;
  }
  return nullptr;
}

const Evidence* asked_plainly(const Case& facts, const Endpoint& server) {
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    if (query && query->plain && query->server == server) return &seen;
  }
  return nullptr;
}

Duration agents_patience(const Case& facts) {
  for (const Evidence& seen : facts.evidence) {
    if (const auto* host = detail_of<HostDetail>(seen)) return host->resolver.timeout;
  }
  return kUsualPatience;
}

const Evidence* only_given_by(const Case& facts, const IpAddress& address) {
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    if (!query || std::ranges::find(query->addresses, address) == query->addresses.end()) continue;
    const auto given = addresses_given(facts, query->name);
    if (!given.empty() && !share_one(given, *query)) return &seen;
  }
  return nullptr;
}

void add_other_servers(Verdict& verdict, const Case& facts) {
  const bool about_address = verdict.stage == ConnectDetail::kind;
  if (verdict.stage != ResolveDetail::kind && !about_address) return;
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    if (!query || cites(verdict, seen)) continue;
    const auto given = addresses_given(facts, query->name);
    const bool differs = !given.empty() && !query->addresses.empty() && !share_one(given, *query);
    if (!differs && (about_address || !query->on_request)) continue;
    verdict.cause += fmt::format(" The name server {}{} {}.", query->server.address.to_string(),
                                 query->on_request ? " (--second-dns)" : "",
                                 second_answer_text(*query, given));
    cite(verdict, &seen);
    // Nobody knows yet which address is the hub's.
    if (about_address && verdict.confidence == Confidence::certain) {
      verdict.confidence = Confidence::likely;
    }
  }
}

void add_other_library(Verdict& verdict, const Case& facts) {
  if (verdict.stage != ResolveDetail::kind) return;
  for (const Evidence& seen : facts.evidence) {
    const auto* resolve = detail_of<ResolveDetail>(seen);
    if (!resolve || !cites(verdict, seen) || !resolve->addresses.empty()) continue;
    const Evidence* answer = library_answer(facts, resolve->name, false);
    if (!answer) return;
    const auto& other = *detail_of<LookupDetail>(*answer);
    // Where the agent's own finds it, too, at another time, it is no matter of rules.
    if (other.addresses.empty() || !addresses_given(facts, resolve->name).empty()) return;
    verdict.cause += fmt::format(
        " The C library here, {}, finds {}, so that `getent` and `ping` do as well: the agent's, "
        "{}, has other rules.", other.library, other.addresses.front().to_string(),
        name_of(facts.profile.c_library));
    cite(verdict, answer);
    return;
  }
}

}  // namespace edge::probe
