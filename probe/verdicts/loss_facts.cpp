#include "probe/verdicts/loss_facts.hpp"

#include <algorithm>
#include <cmath>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr double kChance = 0.01;

/// How far the machine at `address` is, by a trace to any port of it; 0 if none came there.
int distance_of(const Case& facts, const IpAddress& address) {
  for (const Trace& trace : traces(facts)) {
    const bool reached = trace.detail->target.address == address && trace.detail->reached;
    if (reached) return terminal(*trace.detail)->ttl;
  }
  return 0;
}

/// SYNs of the agent's own connections, and of a trace those that could get there.
std::int64_t sent_in_vain(const Case& facts, const Evidence& seen) {
  if (const auto* connect = detail_of<ConnectDetail>(seen)) {
    std::int64_t syns = 0;
    for (const ConnectTry& made : connect->tries) {
      if (made.answer == Answer::silence) syns += 1 + made.tcp.retransmits.value_or(0);
    }
    return syns;
  }
  const auto* path = detail_of<PathDetail>(seen);
  const int distance = path ? distance_of(facts, path->target.address) : 0;
  if (!path || path->reached || distance == 0) return 0;
  return std::ranges::count_if(path->hops, [&](const Hop& hop) {
    return hop.ttl >= distance && hop.answer == Answer::silence;
  });
}

bool is_beyond_chance(const Verdict& verdict, const Case& facts) {
  std::int64_t syns = 0;
  for (const Evidence& seen : facts.evidence) {
    if (!cites(verdict, seen)) continue;
    const auto* path = detail_of<PathDetail>(seen);
    const bool of_port = path ? path->subject == verdict.transport : !seen.transport.empty();
    if (of_port) syns += sent_in_vain(facts, seen);
  }
  return std::pow(facts.loss.share(), syns) < kChance;
}

bool is_dropped_port(const Verdict& verdict) {
  return verdict.code == kAmqpPortDroppedLocally.code ||
         verdict.code == kAmqpPortDroppedByHost.code || verdict.code == kAmqpPortDroppedOnPath.code;
}

}  // namespace

bool ends_in_silence(const Evidence& evidence) {
  if (evidence.outcome == Outcome::timed_out) return true;
  const auto* names = detail_of<ResolveDetail>(evidence);
  return names && (got_result(*names, "silence") || got_result(*names, "SERVFAIL"));
}

const Evidence* taken_from_elsewhere(const Case& facts, const Evidence& seen) {
  const auto* connect = detail_of<ConnectDetail>(seen);
  if (!connect || connect->tries.empty() || seen.outcome == Outcome::ok) return nullptr;
  for (const Evidence& other : facts.evidence) {
    const auto* hello = detail_of<HelloDetail>(other);
    const bool same = hello && hello->named && !hello->max_segment && hello->complete;
    if (same && hello->target == connect->tries.back().peer) return &other;
  }
  return nullptr;
}

bool is_of_loss(const Verdict& verdict, const std::vector<Verdict>& earlier, const Case& facts) {
  if (earlier.empty()) return false;
  const std::string& first = earlier.front().code;
  if (first != kPacketLoss.code && first != kLineTooSlow.code) return false;
  if (is_dropped_port(verdict) && is_beyond_chance(verdict, facts)) return false;
  const bool refuted = std::ranges::any_of(facts.evidence, [&](const Evidence& seen) {
    return cites(verdict, seen) && taken_from_elsewhere(facts, seen);
  });
  return refuted || std::ranges::all_of(facts.evidence, [&](const Evidence& seen) {
    return !cites(verdict, seen) || seen.transport.empty() || seen.stage == PathDetail::kind ||
           seen.stage == HelloDetail::kind || ends_in_silence(seen);
  });
}

}  // namespace edge::probe
