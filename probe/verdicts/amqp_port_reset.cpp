// amqp-port-reset: 5671 is refused by a RST while the other way is open. A RST from nearer than the
// peer's own answer was injected on the way.
#include <fmt/format.h>

#include "probe/evidence/path_comparison.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/redirection_facts.hpp"
#include "probe/verdicts/reset_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kPortResetFix =
    "Have the firewall that sends the resets allow outgoing TCP {own.port} to {hubs}.";

constexpr const char* kNeighbourFix =
    "See what runs there: of a parent gateway that its edgeHub is up, and publishes port "
    "{own.port} (`iotedge list`, `ss -ltn` there, its log); else the name leads to the wrong "
    "address.";

std::string sender_text(const Case& facts, const PortBlock& block) {
  const Endpoint& peer = block.failure.decisive.peer;
  if (on_own_network(facts, peer.address)) {
    return fmt::format("{} is on this device's own network, with nothing in between: no service "
                       "listens on that port there, or that machine's filter refuses it",
                       peer.address.to_string());
  }
  const Hop* end = reset_hop(block.own);
  if (!end) return "where it comes from was not measured";
  const std::string distance = "it comes from " + reset_distance(facts, block.own);
  if (const Hop* beyond = router_beyond_reset(facts, block.own)) {
    return fmt::format("{}; other packets get past there, to {}, so the hub is not its sender",
                       distance, name_of_hop(*beyond));
  }
  if (!block.other) return distance;
  const PathComparison compared = compare_paths(*block.own.detail, *block.other.detail);
  const bool hubs = !redirection_of(facts, web_way(facts), peer.address);
  if (!compared.reference_accepted_ttl || !hubs) return distance;
  if (!compared.answered_before_server) {
    return distance + ", as far as the hub itself, so from the hub or a firewall right before it";
  }
  return fmt::format("{}, nearer than the hub's {}", distance, *compared.reference_accepted_ttl);
}

std::optional<Verdict> amqp_port_reset_rule(const Case& facts) {
  const auto block = amqp_port_block(facts, Answer::reset);
  if (!block) return std::nullopt;
  Verdict verdict = verdict_on(*block);
  if (!reset_hop(block->own)) verdict.confidence = Confidence::likely;
  verdict.cause = fmt::format("TCP port {} is refused by a TCP reset while {}; {}.",
                              block->failure.decisive.peer.port, other_way_text(facts, *block),
                              sender_text(facts, *block));
  const bool neighbour = on_own_network(facts, block->failure.decisive.peer.address);
  if (neighbour) verdict.fix = kNeighbourFix;
  if (facts.connected && !neighbour) {
    verdict.fix = std::string(kPortResetFix) + std::string(kTriesAllTheSame);
  }
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
