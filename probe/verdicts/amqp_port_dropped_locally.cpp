// amqp-port-dropped-locally: SYNs to 5671 with TTL 1 get no answer, those to the other port do. So
// they die before the first hop looks at their TTL: in this device (container) or on arrival there.
#include <fmt/format.h>

#include "probe/verdicts/amqp_port_dropped.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> amqp_port_dropped_locally_rule(const Case& facts) {
  const auto block = amqp_port_block(facts, Answer::silence);
  const Vantage vantage = vantage_of(facts);
  if (!block || drop_place(*block, vantage) != DropPlace::local) return std::nullopt;
  const Hop* first = hop_at(*block->other.detail, 1);
  Verdict verdict = verdict_on(*block);
  verdict.cause = fmt::format(
      "TCP port {} is dropped before the first hop: {} answers for the other port but not for this "
      "one, and {}.", block->failure.decisive.peer.port, name_of_hop(*first),
      other_way_text(facts, *block));
  verdict.confidence = Confidence::likely;
  verdict.separate_by = vantage.behind_host
      ? "On the host run `edgeprobe host`, and look for rules on this port: `nft list ruleset` "
        "(prerouting, table bridge), `ip rule` (a mark that leads to a blackhole route). If there "
        "is none, look at the container's own output chain (`nsenter -t PID -n nft list ruleset`)."
      : "On this device run `nft list ruleset`: an output rule for this port is the cause; without "
        "one, the first router filters on arrival.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpPortDroppedLocally{
    .code = "amqp-port-dropped-locally",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Port {own.port} is dropped at or before the first hop, the other port is not",
    .fix = "Remove the rule that drops TCP {own.port}: in the device or container (`nft list "
           "ruleset`, `iptables -S OUTPUT`; endpoint protection agents install such rules too), or "
           "on the container's host before it routes (`nft list ruleset`: prerouting, table "
           "bridge; `ip rule` for a mark).\n"
           "Windows: Get-NetFirewallRule -Direction Outbound -Action Block.",
    .guide = "",
    .rule = amqp_port_dropped_locally_rule};

}  // namespace edge::probe
