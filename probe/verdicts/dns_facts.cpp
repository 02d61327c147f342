#include "probe/verdicts/dns_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/layout.hpp"
#include "probe/verdicts/phrases.hpp"

namespace edge::probe {
namespace {

// A server that answers sooner has said so by itself, or out of its cache; the usual forwarders
// wait for 2 s and more.
constexpr Duration kWaited = std::chrono::seconds{1};

bool got_for_name(const ResolveDetail& detail, std::string_view name, std::string_view type,
                  std::string_view result) {
  return std::ranges::any_of(detail.exchanges, [&](const DnsExchange& one) {
    return one.name == name && one.type == type && one.result == result;
  });
}

/// Some server gave `result` to a query of that type for the name itself.
bool got_for(const ResolveDetail& detail, std::string_view type, std::string_view result) {
  return std::ranges::any_of(detail.exchanges, [&](const DnsExchange& one) {
    return one.type == type && one.result == result && asks_for_the_name(one, detail);
  });
}

/// Every type that was asked for the name itself got NOERROR, from some server.
bool every_type_is_empty(const ResolveDetail& detail) {
  const auto& all = detail.exchanges;
  return std::all_of(all.begin(), all.end(), [&](const DnsExchange& asked) {
    return std::any_of(all.begin(), all.end(), [&](const DnsExchange& one) {
      return one.type == asked.type && one.result == "NOERROR" && asks_for_the_name(one, detail);
    });
  });
}

}  // namespace

std::vector<const DnsExchange*> exchanges(const Case& facts) {
  std::vector<const DnsExchange*> found;
  for (const Evidence& evidence : facts.evidence) {
    const auto* detail = detail_of<ResolveDetail>(evidence);
    if (!detail) continue;
    for (const DnsExchange& one : detail->exchanges) found.push_back(&one);
  }
  return found;
}

bool got_result(const ResolveDetail& detail, std::string_view result) {
  return std::any_of(detail.exchanges.begin(), detail.exchanges.end(),
                     [result](const DnsExchange& one) { return one.result == result; });
}

bool server_refused(const ResolveDetail& detail) { return !refusal_text(detail).empty(); }

std::string refusal_text(const ResolveDetail& detail) {
  // Where it gave up once, one that came sooner is of a query that it was waiting for already.
  const bool gave_up = std::ranges::any_of(detail.exchanges, engine_gave_up);
  for (const DnsExchange& one : detail.exchanges) {
    if (one.referral) return "with a referral to other servers";
    const bool answer = one.result == "NOERROR" || one.result == "NXDOMAIN";
    const bool silence = gave_up && is_engine_resolver(one.server) && one.result == "SERVFAIL";
    if (is_rcode(one.result) && !answer && !silence) return one.result;
  }
  return {};
}

bool says_no_address(const ResolveDetail& detail) {
  return detail.error.symbol == "EAI_NONAME" || detail.error.symbol == "EAI_NODATA";
}

bool servers_deny_the_name(const ResolveDetail& detail) {
  const auto& all = detail.exchanges;
  if (std::ranges::any_of(all, &DnsExchange::referral)) return false;
  const bool exists = got_for(detail, "A", "NOERROR");
  // It holds for every type, whatever became of the other query (RFC 8020).
  if (!says_no_address(detail)) return got_for(detail, "A", "NXDOMAIN") && !exists;
  const bool denied = got_for(detail, "A", "NXDOMAIN") || got_for(detail, "AAAA", "NXDOMAIN");
  // glibc says EAI_NONAME, too, where it got an alias and no address.
  const bool empty = detail.error.symbol == "EAI_NODATA" || got_for(detail, "AAAA", "NOERROR");
  return (denied && !exists) || all.empty() || (empty && every_type_is_empty(detail));
}

bool only_aaaa_failed(const ResolveDetail& detail) {
  // The addresses may have come too late: glibc waits for the other answer, twice.
  const bool unresolved = detail.error.symbol == "EAI_AGAIN" ||
                          detail.error.symbol == "ETIMEDOUT" || !detail.addresses.empty();
  if (!unresolved) return false;
  // Of a name in a search domain it is as fatal.
  return std::ranges::any_of(detail.exchanges, [&](const DnsExchange& one) {
    const auto& name = one.name;
    return one.type == "A" && one.result == "NOERROR" &&
           !got_for_name(detail, name, "AAAA", "NOERROR") &&
           !got_for_name(detail, name, "AAAA", "NXDOMAIN");
  });
}

const DnsExchange* answered_in_search_domain(const ResolveDetail& detail) {
  if (detail.addresses.empty() || detail.name.find('.') == std::string::npos) return nullptr;
  const DnsExchange* found = nullptr;
  for (const DnsExchange& one : detail.exchanges) {
    if (one.result != "NOERROR") continue;
    if (asks_for_the_name(one, detail)) return nullptr;
    if (!found) found = &one;
  }
  return found;
}

const DnsExchange* ended_in_search_domain(const ResolveDetail& detail) {
  const bool asked = std::ranges::any_of(
      detail.exchanges, [&](const DnsExchange& one) { return asks_for_the_name(one, detail); });
  return asked || detail.exchanges.empty() ? nullptr : &detail.exchanges.front();
}

std::string search_domain(const DnsExchange& exchange, const std::string& name) {
  return exchange.name.substr(std::min(name.size() + 1, exchange.name.size()));
}

bool ends_at_truncation(const ResolveDetail& detail, const Evidence& evidence) {
  if (says_no_address(detail) || server_refused(detail) || !detail.addresses.empty()) return false;
  const bool unresolved =
      detail.error.symbol == "EAI_AGAIN" || evidence.outcome == Outcome::timed_out;
  return unresolved && got_result(detail, "truncated");  // of AAAA alone, for musl, too
}

bool no_server_answered(const ResolveDetail& detail, const Evidence& evidence) {
  if (says_no_address(detail) || only_aaaa_failed(detail)) return false;
  if (servers_deny_the_name(detail)) return false;
  if (ends_at_truncation(detail, evidence)) return false;
  return !server_refused(detail) &&
         (detail.error.symbol == "EAI_AGAIN" || evidence.outcome == Outcome::timed_out);
}

std::string answers_text(const ResolveDetail& detail) {
  std::vector<std::string> answers;
  for (const DnsExchange& one : detail.exchanges) {
    if (!asks_for_the_name(one, detail)) continue;
    // An address for A beside NXDOMAIN for AAAA is of no use to musl, but there may be one.
    const bool empty = one.result == "NOERROR" && !got_for(detail, "AAAA", "NXDOMAIN");
    const std::string what = empty ? "NOERROR without a usable address" : one.result;
    const std::string text = fmt::format("{} (asked for {})", what, one.type);
    if (std::find(answers.begin(), answers.end(), text) == answers.end()) answers.push_back(text);
  }
  return list_text(answers);
}

bool only_the_engine_failed(const ResolveDetail& detail) {
  if (servers_deny_the_name(detail) || only_aaaa_failed(detail)) return false;
  // That it gave up on both types is silence behind it; on one of them, after an answer, is this.
  const bool failed =
      says_no_address(detail) ? got_result(detail, "SERVFAIL") : refusal_text(detail) == "SERVFAIL";
  if (!failed) return false;
  return std::ranges::all_of(detail.exchanges, [](const DnsExchange& one) {
    return !is_rcode(one.result) || one.result == "NOERROR" || one.result == "NXDOMAIN" ||
           (is_engine_resolver(one.server) && one.result == "SERVFAIL");
  });
}

std::string servers_text(const ResolveDetail& detail, std::string_view result) {
  std::vector<std::string> names;
  for (const DnsExchange& one : detail.exchanges) {
    if (!result.empty() && one.result != result) continue;
    std::string name = one.server.address.to_string();
    if (is_engine_resolver(one.server)) name += " (the container engine's own resolver)";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names.empty() ? "any configured name server" : list_text(names);
}

bool came_late(const DnsExchange& exchange) {
  return exchange.end - exchange.begin >= kWaited;
}

std::string late_text(const ResolveDetail& detail, std::string_view result) {
  const auto& all = detail.exchanges;
  const auto refused = std::ranges::find(all, result, &DnsExchange::result);
  if (refused == all.end() || !came_late(*refused)) return {};
  return fmt::format(", after {}: the servers that it asks itself do not answer",
                     human_duration(refused->end - refused->begin));
}

bool asked_engine_resolver(const ResolveDetail& detail) {
  return std::any_of(detail.exchanges.begin(), detail.exchanges.end(),
                     [](const DnsExchange& one) { return is_engine_resolver(one.server); });
}

}  // namespace edge::probe
