// websocket-port-blocked: the way over port 443 fails at TCP while 5671 passes, or fails otherwise
// there. Never the first cause by itself: the agent tries 443 only after 5671 has failed.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/open_addresses.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string how_text(const Case& facts, const ConnectTry& decisive) {
  if (decisive.answer == Answer::reset) return "is refused by a TCP reset";
  if (decisive.answer == Answer::icmp) {
    if (!decisive.icmp) return "is rejected by an ICMP error";
    return fmt::format("is rejected by {}, {},", decisive.icmp->sender.to_string(),
                       icmp_text(*decisive.icmp));
  }
  const Trace trace = trace_of(facts, web_way(facts));
  const Hop* router = trace ? last_router(*trace.detail) : nullptr;
  return router ? "is dropped after " + name_of_hop(*router) : "is dropped on the way";
}

constexpr const char* kOnlyWayFix =
    "Allow outgoing TCP {web.port} to {hubs}, or let the agent use port {own.port}, which passes: "
    "take UpstreamProtocol=AmqpWs out of its environment (--transport here).";
constexpr const char* kOnlyWayBothFix =
    "Allow outgoing TCP {web.port} to {hubs}, or configure the site's proxy.";

/// It is this address that is dead, not the port.
bool is_of_address(const Case& facts, const ConnectFailure& failure) {
  const auto open = open_addresses(facts);
  const bool silent = failure.decisive.answer == Answer::silence && !open.empty();
  return silent || is_open_elsewhere(open, failure);
}

/// A trace got through to the port that the attempt did not: connections die there, not all of
/// them.
bool passes_at_times(const Case& facts, const ConnectFailure& failure) {
  const auto& made = failure.decisive;
  const Trace trace = trace_of(facts, failure.evidence->transport, made.peer.address);
  return made.answer == Answer::silence && trace && trace.detail->reached;
}

bool tcp_answer(const ConnectTry& decisive) {
  return decisive.answer == Answer::silence || decisive.answer == Answer::reset ||
         decisive.answer == Answer::icmp;
}

std::optional<Verdict> websocket_port_blocked_rule(const Case& facts) {
  auto found = connect_failures(facts);
  std::erase_if(found, [&](const ConnectFailure& failure) {
    return failure.whom == Whom::proxy || !on_web_port(failure.evidence->transport) ||
           !tcp_answer(failure.decisive) || passes_at_times(facts, failure) ||
           is_of_address(facts, failure) ||
           !everywhere(facts, failure.decisive.answer).empty();
  });
  if (found.empty() || !host_unreachable(facts).empty()) return std::nullopt;
  const ConnectTry& decisive = found.front().decisive;
  Verdict verdict = verdict_on(found);
  for (const auto& way : transport_rows()) cite(verdict, trace_of(facts, way.name).evidence);
  if (decisive.answer == Answer::silence) verdict.confidence = Confidence::likely;
  const std::string_view other = own_way(facts);
  const bool other_passes = port_passes(facts, other);
  const bool only_way = std::ranges::none_of(
      facts.targets, [&](const Target& target) { return target.transport == other; });
  verdict.cause = fmt::format(
      "TCP port {} of {} {} while port {} {}, {}.", decisive.peer.port,
      decisive.peer.address.to_string(), how_text(facts, decisive), hub_port(facts, other),
      other_passes ? passing_text(facts, other) : "fails otherwise",
      only_way ? "and this agent was told to use it alone"
               : "so the agent's second way is closed too");
  if (only_way) verdict.fix = other_passes ? kOnlyWayFix : kOnlyWayBothFix;
  return verdict;
}

}  // namespace

constinit const VerdictRow kWebsocketPortBlocked{
    .code = "websocket-port-blocked",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Port {web.port} is blocked while {own.port} fares otherwise: there is no "
             "second way",
    .fix = "Solve what stops port {own.port} first: with it open the agent does not need port "
           "{web.port}. For a "
           "second way, allow outgoing TCP {web.port} to {hubs} or configure the site's "
           "proxy.",
    .guide = "",
    .rule = websocket_port_blocked_rule};

}  // namespace edge::probe
