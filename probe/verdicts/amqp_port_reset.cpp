// amqp-port-reset: 5671 is refused by a RST while the other way is open. A RST from nearer than the
// peer's own answer was injected on the way.
#include <fmt/format.h>

#include "probe/evidence/path_comparison.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kPortResetFix =
    "Have the firewall that sends the resets allow outgoing TCP {own.port} to {hubs}.";

std::string hops_text(int count) { return fmt::format("{} hop{}", count, count == 1 ? "" : "s"); }

/// Where the trace met the reset; null: the sender's distance was not measured.
const Hop* reset_hop(const PortBlock& block) {
  const Hop* end = block.own ? terminal(*block.own.detail) : nullptr;
  return end && end->answer == Answer::reset ? end : nullptr;
}

std::string sender_text(const PortBlock& block) {
  const Hop* end = reset_hop(block);
  if (!end) return "where it comes from was not measured";
  std::string distance = "it comes from " + hops_text(end->ttl) + " away";
  // A filter of this very device looks the same: its packets never leave.
  if (end->ttl == 1 && !block.own.detail->target.address.is_loopback()) {
    distance += ", or from a packet filter of this device itself (`nft list ruleset`)";
  }
  if (!block.other) return distance;
  const PathComparison compared = compare_paths(*block.own.detail, *block.other.detail);
  if (!compared.reference_accepted_ttl) return distance;
  if (!compared.answered_before_server) {
    return distance + ", as far as the hub itself, so from the hub or a firewall right before it";
  }
  const Hop* router = last_router(*block.own.detail);
  const std::string who = router ? name_of_hop(*router) + " or a device right behind it"
                                 : "a device before the first router";
  return fmt::format("{}, nearer than the hub's {}, so {} sends it", distance,
                     *compared.reference_accepted_ttl, who);
}

std::optional<Verdict> amqp_port_reset_rule(const Case& facts) {
  const auto block = amqp_port_block(facts, Answer::reset);
  if (!block) return std::nullopt;
  Verdict verdict = verdict_on(*block);
  if (!reset_hop(*block)) verdict.confidence = Confidence::likely;
  verdict.cause = fmt::format("TCP port {} is refused by a TCP reset while {}; {}.",
                              block->failure.decisive.peer.port, other_way_text(facts, *block),
                              sender_text(*block));
  if (facts.connected) verdict.fix = std::string(kPortResetFix) + std::string(kTriesAllTheSame);
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpPortReset{
    .code = "amqp-port-reset",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Port {own.port} is refused by a TCP reset, the other port passes",
    .fix = kPortResetFix,
    .guide = "",
    .rule = amqp_port_reset_rule};

}  // namespace edge::probe
