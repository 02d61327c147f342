#include "probe/verdicts/connect_facts.hpp"

#include <algorithm>

#include "common/base/rows.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/open_addresses.hpp"

namespace edge::probe {
namespace {

/// Linux asks for a neighbour for 3 s; a filter of the own host that rejects with the same ICMP
/// error does so at once, each time.
constexpr Duration kNoNeighbourIsAskedSoShortly = std::chrono::milliseconds{100};

void tell_filter_from_neighbour(std::vector<ConnectFailure>& found) {
  const auto at_once = [](const ConnectFailure& failure) {
    const ConnectTry& made = failure.decisive;
    return made.answer != Answer::no_neighbour ||
           (made.icmp && made.end - made.begin < kNoNeighbourIsAskedSoShortly);
  };
  if (!std::ranges::all_of(found, at_once)) return;
  for (ConnectFailure& failure : found) {
    Answer& answer = failure.decisive.answer;
    if (answer == Answer::no_neighbour) answer = Answer::own_host;
  }
}

/// An address family without a route is noise beside an address that was really tried.
ConnectTry decisive_try(const Evidence& evidence) {
  const auto* detail = detail_of<ConnectDetail>(evidence);
  if (!detail || detail->tries.empty()) {
    ConnectTry unknown;
    if (evidence.peer) unknown.peer = *evidence.peer;
    unknown.begin = evidence.begin;
    unknown.end = evidence.end;
    return unknown;
  }
  const auto& tries = detail->tries;
  const auto got_out = std::find_if(tries.rbegin(), tries.rend(), [](const ConnectTry& one) {
    return one.answer != Answer::own_host && one.answer != Answer::accepted;
  });
  return got_out == tries.rend() ? tries.back() : *got_out;
}

std::string_view way_of(const Case& facts, bool web_port) {
  for (const auto& target : facts.targets) {
    if (on_web_port(target.transport) == web_port) return target.transport;
  }
  return row_of(transport_rows(), web_port, &TransportRow::web_port).name;
}

bool connected_over(const Case& facts, std::string_view transport) {
  return std::any_of(facts.evidence.begin(), facts.evidence.end(), [&](const Evidence& evidence) {
    return evidence.transport == transport && evidence.stage == ConnectDetail::kind &&
           evidence.outcome == Outcome::ok;
  });
}

/// The refusal that the trace to `peer` ends with, if it is an ICMP error of another machine.
const Hop* refusal_on_trace(const Case& facts, const Endpoint& peer) {
  for (const Trace& trace : traces(facts)) {
    if (trace.detail->target != peer) continue;
    const Hop* end = terminal(*trace.detail);
    const bool of_other = end && end->icmp && end->icmp->sender != peer.address;
    if (of_other && end->answer == Answer::icmp) return end;
  }
  return nullptr;
}

/// Nothing was heard on the way to `peer` from behind `router`.
bool dies_at(const Case& facts, const Endpoint& peer, const IpAddress& router) {
  for (const Trace& trace : traces(facts)) {
    if (trace.detail->target != peer) continue;
    const Hop* last = last_router(*trace.detail);
    if (terminal(*trace.detail) || (last && last->from != router)) return false;
  }
  return true;
}

void explain_silence(const Case& facts, std::vector<ConnectFailure>& found) {
  const auto silent = [](const ConnectFailure& one) {
    return one.decisive.answer == Answer::silence;
  };
  for (ConnectFailure& failure : found) {
    const Hop* refusal = silent(failure) ? refusal_on_trace(facts, failure.decisive.peer) : nullptr;
    if (!refusal) continue;
    failure.decisive.answer = Answer::icmp;
    failure.decisive.icmp = refusal->icmp;
    failure.decisive.end = failure.decisive.begin + refusal->rtt;
  }
  for (ConnectFailure& failure : found) {
    const Endpoint& peer = failure.decisive.peer;
    const auto told = std::ranges::find_if(found, [&](const ConnectFailure& other) {
      const auto& icmp = other.decisive.icmp;
      return other.decisive.answer == Answer::icmp && icmp && icmp->sender != peer.address &&
             other.decisive.peer.address == peer.address && !other.rationed &&
             dies_at(facts, peer, icmp->sender);
    });
    if (!silent(failure) || told == found.end()) continue;
    failure.decisive.answer = Answer::icmp;
    failure.decisive.icmp = told->decisive.icmp;
    failure.rationed = true;
  }
}

bool says_host_unreachable(const ConnectTry& decisive) {
  return decisive.answer == Answer::icmp && decisive.icmp && is_host_unreachable(*decisive.icmp);
}

/// Addresses that belong to a proxy: traces to them say nothing about the hub's ports.
bool is_proxy_address(const Case& facts, const IpAddress& address) {
  return std::any_of(facts.evidence.begin(), facts.evidence.end(), [&](const Evidence& evidence) {
    const bool here = evidence.peer && evidence.peer->address == address;
    return evidence.stage == ConnectDetail::kind && here &&
           !proxy_of(facts, evidence.transport).empty();
  });
}

bool is_to_hub(const ConnectFailure& failure) { return failure.whom == Whom::hub; }

}  // namespace

std::string proxy_of(const Case& facts, std::string_view transport) {
  const auto target = std::ranges::find(facts.targets, transport, &Target::transport);
  return target == facts.targets.end() ? std::string() : target->proxy;
}

int hub_port(const Case& facts, std::string_view transport) {
  const auto target = std::ranges::find(facts.targets, transport, &Target::transport);
  if (target != facts.targets.end()) return target->port;
  const auto* row = find_transport(transport);
  return row ? row->default_port : hub_port(facts, web_way(facts));
}

std::vector<ConnectFailure> connect_failures(const Case& facts) {
  std::vector<ConnectFailure> found;
  for (const Failure& failure : failures(facts)) {
    if (failure.evidence->stage != ConnectDetail::kind) continue;
    const bool to_proxy = !proxy_of(facts, failure.evidence->transport).empty();
    found.push_back({failure.evidence, decisive_try(*failure.evidence),
                     to_proxy ? Whom::proxy : Whom::hub,
                     false});
  }
  tell_filter_from_neighbour(found);
  explain_silence(facts, found);
  return found;
}

std::vector<ConnectFailure> direct_failures(const Case& facts, Answer answer) {
  auto found = connect_failures(facts);
  if (std::ranges::none_of(found, is_to_hub)) found = instead_of_hub(facts);
  else std::erase_if(found, [](const auto& failure) { return !is_to_hub(failure); });
  std::erase_if(found, [answer](const auto& one) { return one.decisive.answer != answer; });
  return found;
}

bool on_web_port(std::string_view transport) {
  const auto* row = find_transport(transport);  // a recorded report may have others
  return row && row->web_port;
}

std::string_view web_way(const Case& facts) { return way_of(facts, true); }
std::string_view own_way(const Case& facts) { return way_of(facts, false); }

bool port_passes(const Case& facts, std::string_view transport) {
  if (connected_over(facts, transport) && proxy_of(facts, transport).empty()) return true;
  const auto all = traces(facts);
  return std::any_of(all.begin(), all.end(), [&](const Trace& trace) {
    return trace.detail->subject == transport && trace.detail->reached &&
           !is_proxy_address(facts, trace.detail->target.address);
  });
}

bool any_port_passes(const Case& facts) {
  return std::ranges::any_of(transport_rows(),
                             [&](const auto& way) { return port_passes(facts, way.name); });
}

std::vector<ConnectFailure> host_unreachable(const Case& facts) {
  if (any_port_passes(facts)) return {};
  const auto open = open_addresses(facts);
  std::vector<ConnectFailure> found;
  auto failures = connect_failures(facts);
  if (std::ranges::none_of(failures, is_to_hub)) failures = instead_of_hub(facts);
  for (const ConnectFailure& failure : failures) {
    const ConnectTry& decisive = failure.decisive;
    const bool said = says_host_unreachable(decisive);
    if (!said && decisive.answer != Answer::silence) return {};
    if (is_open_elsewhere(open, failure)) continue;
    if (said && (is_to_hub(failure) || !is_to_hub(failures.front()))) found.push_back(failure);
  }
  return found;
}

std::optional<PortBlock> amqp_port_block(const Case& facts, Answer answer) {
  if (!host_unreachable(facts).empty()) return std::nullopt;
  std::optional<PortBlock> block;
  const auto web = web_way(facts);
  const bool traced_through = port_passes(facts, web);
  bool other_known = connected_over(facts, web) || traced_through;
  bool other_alike = false;
  for (const ConnectFailure& failure : connect_failures(facts)) {
    const bool alike = failure.decisive.answer == answer;
    if (!on_web_port(failure.evidence->transport)) {
      if (alike && !block) block = PortBlock{failure, false, {}, {}};
    } else if (!block || failure.whom == Whom::proxy ||
               failure.decisive.peer.address == block->failure.decisive.peer.address) {
      other_known = true;
      other_alike = other_alike || alike;
    }
  }
  if (!block) return std::nullopt;
  const IpAddress& address = block->failure.decisive.peer.address;
  if (is_open_elsewhere(open_addresses(facts), block->failure)) return std::nullopt;
  // A port that a trace got through to, and the attempt did not, fares no better.
  block->other_passes = connected_over(facts, web) || (traced_through && !other_alike);
  block->own = trace_of(facts, block->failure.evidence->transport, address);
  block->other = trace_of(facts, web, address);
  if (!other_known) {
    const auto end = traced_answer(facts, web, address);
    other_known = end.has_value();
    other_alike = end == answer;
  }
  if (!other_known || (other_alike && !block->other_passes)) return std::nullopt;
  return block;
}

Verdict verdict_on(const PortBlock& block) {
  Verdict verdict = verdict_on(std::vector{block.failure.evidence});
  cite(verdict, block.own.evidence);
  cite(verdict, block.other.evidence);
  return verdict;
}

std::vector<ConnectFailure> everywhere(const Case& facts, Answer answer) {
  if (any_port_passes(facts) || !open_addresses(facts).empty()) return {};
  if (!host_unreachable(facts).empty() || amqp_port_block(facts, answer)) return {};
  for (const ConnectFailure& failure : connect_failures(facts)) {
    if (is_to_hub(failure) && failure.decisive.answer != answer) return {};
  }
  auto found = direct_failures(facts, answer);
  // What refuses a proxy's port, or a name server's, is told by their own verdicts.
  const bool rejected = answer == Answer::icmp || answer == Answer::silence;
  const bool own_verdict = !found.empty() && !is_to_hub(found.front()) &&
                           !(found.front().whom == Whom::name_server && rejected) &&
                           answer != Answer::silence;
  return own_verdict ? std::vector<ConnectFailure>{} : found;
}

const InterfaceFact* leaves_by_tunnel(const Case& facts,
                                      const std::vector<ConnectFailure>& failures) {
  const InterfaceFact* tunnel = nullptr;
  for (const ConnectFailure& failure : failures) {
    const auto& source = failure.decisive.source;
    tunnel = source ? own_tunnel(facts, *source) : nullptr;
    if (!tunnel) return nullptr;
  }
  return tunnel;
}

Verdict verdict_on(const std::vector<ConnectFailure>& failures) {
  std::vector<const Evidence*> evidence;
  for (const ConnectFailure& failure : failures) evidence.push_back(failure.evidence);
  return verdict_on(evidence);
}

std::vector<Trace> traces_about(const Case& facts, const std::vector<ConnectFailure>& failures) {
  const bool names = !failures.empty() && failures.front().whom == Whom::name_server;
  return names ? name_server_traces(facts) : traces(facts);
}

}  // namespace edge::probe
