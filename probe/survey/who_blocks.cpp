#include "probe/survey/who_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/evidence/answer.hpp"
#include "probe/verdicts/failures.hpp"

namespace edge::probe {
namespace {

/// The evidence that the first verdict rests on; else that of the stage that ended the first
/// attempt that failed.
const Evidence* culprit_of(const Report& report) {
  for (const Evidence& seen : report.evidence) {
    const bool cited = !report.verdicts.empty() && cites(report.verdicts.front(), seen);
    if (cited && attempt_of(report, seen) && is_failure(seen.outcome)) return &seen;
  }
  for (const AttemptReport& attempt : report.attempts) {
    if (!is_failure(attempt.outcome)) continue;
    for (const Evidence& seen : report.evidence) {
      const bool same = seen.stage == attempt.stage && is_failure(seen.outcome);
      if (same && attempt_of(report, seen) == &attempt) return &seen;
    }
  }
  return nullptr;
}

std::string hop_text(const Hop& hop) {
  return hop.from ? fmt::format("{} (hop {})", hop.from->to_string(), hop.ttl)
                  : fmt::format("hop {}", hop.ttl);
}

/// The last router that a packet is known to have come to, and how the path ends.
std::string by_trace(const PathDetail& path) {
  const Hop* last = nullptr;
  for (const Hop& hop : path.hops) {
    if (hop.answer != Answer::silence) last = &hop;
  }
  if (!last) return {};
  const bool router = is_time_exceeded(*last);
  if (last->answer == Answer::reset) {
    return fmt::format("whoever answers for {} (hop {})", to_string(path.target), last->ttl);
  }
  return (router ? "what is at or behind " : "") + hop_text(*last);
}

std::string by_connect(const Report& report, const ConnectDetail& connect) {
  if (connect.tries.empty()) return {};
  const ConnectTry& last = connect.tries.back();
  if (last.icmp) return last.icmp->sender.to_string();
  const bool own = last.peer.address.is_loopback() || last.source == last.peer.address;
  if (last.answer == Answer::own_host || own) return "this device itself";
  const PathDetail* path = trace_of_check(report);
  const std::string traced = path ? by_trace(*path) : "";
  if (!traced.empty()) return traced;
  return last.answer == Answer::reset ? "whoever answers for " + to_string(last.peer) : "";
}

std::string by_names(const ResolveDetail& resolve) {
  if (resolve.exchanges.empty()) return {};
  return "the name server " + resolve.exchanges.front().server.address.to_string();
}

std::string by_tls(const Evidence& seen, const TlsDetail& tls) {
  if (!tls.chain.empty()) return "the issuer " + tls.chain.front().issuer;
  return seen.peer ? "whoever reads TLS to " + to_string(*seen.peer) : "";
}

}  // namespace

const PathDetail* trace_of_check(const Report& report) {
  const Evidence* culprit = culprit_of(report);
  if (!culprit) return nullptr;
  const PathDetail* found = nullptr;
  for (const Evidence& seen : report.evidence) {
    const auto* path = detail_of<PathDetail>(seen);
    if (path && path->subject == culprit->transport) found = path;
  }
  return found;
}

std::string who_blocks(const Report& report) {
  const Evidence* culprit = culprit_of(report);
  if (!culprit) return {};
  const auto target = std::ranges::find(report.targets, culprit->transport, &Target::transport);
  const std::string proxy = target == report.targets.end() ? "" : target->proxy;
  const bool of_proxy = !proxy.empty() && culprit->stage != ResolveDetail::kind;
  if (const auto* names = detail_of<ResolveDetail>(*culprit)) return by_names(*names);
  if (const auto* tls = detail_of<TlsDetail>(*culprit); tls && !tls->chain.empty()) {
    return by_tls(*culprit, *tls);
  }
  if (of_proxy) return "the proxy " + proxy;
  if (const auto* connect = detail_of<ConnectDetail>(*culprit)) return by_connect(report, *connect);
  if (const auto* tls = detail_of<TlsDetail>(*culprit)) return by_tls(*culprit, *tls);
  return {};
}

}  // namespace edge::probe
