// packet-loss: the line loses packets at random, whichever stage it hits first. Filters drop all of
// a kind or none; here some of the same were answered and some were not, now this, now that.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/loss_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// Less than that the agent's own repetitions overcome within an attempt: 30 s of SYNs at 1, 3, 7,
/// 15 s and more (RFC 6298) are lost together once in hundreds of runs.
constexpr double kHeavy = 0.2;

std::optional<Verdict> packet_loss_rule(const Case& facts) {
  const PacketLoss& loss = facts.loss;
  const auto all = failures(facts);
  const bool by_silence = std::ranges::all_of(
      all, [](const Failure& failure) { return ends_in_silence(*failure.evidence); });
  if (facts.connected || all.empty() || !by_silence) return std::nullopt;
  if (!loss.is_random() || loss.share() < kHeavy) return std::nullopt;
  std::vector<const Evidence*> evidence;
  for (const Failure& failure : all) evidence.push_back(failure.evidence);
  Verdict verdict = verdict_on(evidence);
  for (const Evidence& seen : facts.evidence) {
    if (std::ranges::find(loss.evidence, seen.number) != loss.evidence.end()) cite(verdict, &seen);
  }
  verdict.transport.clear();
  verdict.cause = fmt::format(
      "Packets are lost at random: of {} queries and TCP segments to peers that do answer, {} "
      "({:.0f} %) went without an answer (or came to SERVFAIL), now one, now the next.",
      loss.sent, loss.lost, 100 * loss.share());
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "On this device and on its host run `ping -c 100` to the gateway, then to each router beyond "
      "it: the first one with losses is behind the bad link.";
  return verdict;
}

}  // namespace

bool ends_in_silence(const Evidence& evidence) {
  if (evidence.outcome == Outcome::timed_out) return true;
  const auto* names = detail_of<ResolveDetail>(evidence);
  return names && (got_result(*names, "silence") || got_result(*names, "SERVFAIL"));
}

constinit const VerdictRow kPacketLoss{
    .code = "packet-loss",
    .severity = Severity::error,
    .stage = "",
    .title = "Packets are lost at random on the way, too many for the agent's attempts",
    .fix = "Find the bad link: a weak radio (Wi-Fi, mobile), a damaged cable, a duplex mismatch "
           "(`ethtool`, error counters of `ip -s link`), an overloaded uplink, or a connection "
           "table that is full (`conntrack -S`). Neither firewall rules nor the hub are the cause.",
    .guide = "IoT Edge module reports connectivity errors",
    .rule = packet_loss_rule};

}  // namespace edge::probe
