// connection-swallowed: TLS stands, and then nothing more that is sent is acknowledged, though what
// came before was. So does a firewall that has seen what the connection carries ("application
// control"), or that has lost its state.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

/// Repeats that a line which loses half of its packets would lose once in sixteen times.
constexpr int kNoChance = 4;

std::optional<Verdict> connection_swallowed_rule(const Case& facts) {
  std::vector<const Evidence*> found;
  for (const Failure& failure : failures(facts)) {
    if (is_swallowed(*failure.evidence)) found.push_back(failure.evidence);
  }
  if (found.empty()) return std::nullopt;
  const Evidence& seen = *found.front();
  const bool surely = seen.sent_again >= kNoChance;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "TLS to {} stands, then nothing that this device sends is acknowledged any more: {} "
      "segment{} sent again within {} in the stage {}. {} does not get it, so something on the way "
      "cuts the connection once it has seen what it carries, or forgets "
      "it{}.", tls_peer_text(facts, seen),
      seen.sent_again, seen.sent_again == 1 ? " was" : "s were",
      human_duration(seen.end - seen.begin), seen.stage,
      facts.profile.to_hub ? "The hub" : "The endpoint",
      surely ? "" : "; or the line lost just these packets");
  verdict.confidence = surely ? Confidence::likely : Confidence::possible;
  verdict.separate_by =
      "Run the probe again: a filter cuts each connection at the same point; a link that fails, or "
      "a VPN that comes up, does so at another one.";
  blame_tunnel(verdict, facts, seen);
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnectionSwallowed{
    .code = "connection-swallowed",
    .severity = Severity::error,
    .stage = "",
    .title = "TLS stands, then nothing that is sent arrives any more",
    .fix = "Have the site's firewall exempt {hubs} from application control and inspection: a rule "
           "for \"AMQP\", \"WebSocket\" or \"unknown application\" lets a connection begin and "
           "then drops it. If there is none, look for a box that loses its state (a firewall "
           "cluster, two routers) and for a VPN or link that came and went.",
    .elsewhere = "Have the site's firewall exempt {hubs} from application control and inspection: "
                 "such a rule lets a connection begin and then drops it.",
    .guide = "",
    .rule = connection_swallowed_rule};

}  // namespace edge::probe
