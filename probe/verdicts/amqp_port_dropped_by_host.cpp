// amqp-port-dropped-by-host: the host answers SYNs to 5671 whose TTL ends there, its next hop does
// not, though it does for 443. A FORWARD filter runs after the TTL check, so the host drops them.
#include <fmt/format.h>

#include "probe/verdicts/amqp_port_dropped.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> amqp_port_dropped_by_host_rule(const Case& facts) {
  const auto block = amqp_port_block(facts, Answer::silence);
  const Vantage vantage = vantage_of(facts);
  if (!block || drop_place(*block, vantage) != DropPlace::by_host) return std::nullopt;
  const Hop* host = last_router(*block->own.detail);
  const Hop* next = hop_at(*block->other.detail, 2);
  Verdict verdict = verdict_on(*block);
  cite(verdict, vantage.evidence);
  const std::string address = host && host->from ? " (" + host->from->to_string() + ")" : "";
  verdict.cause = fmt::format(
      "The host{} drops the module network's packets to TCP port {}: they get no further than the "
      "host, while those to port {} reach {}, and {}.", address,
      block->failure.decisive.peer.port, block->other.detail->target.port, name_of_hop(*next),
      other_way_text(facts, *block));
  verdict.confidence = vantage.sure ? Confidence::likely : Confidence::possible;
  verdict.separate_by =
      "Run the probe on the host itself: if port {own.port} passes there, the host's FORWARD "
      "filter is the cause; if not, a routing rule for the port (`ip rule`) leads it elsewhere, or "
      "the next machine drops it on arrival.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpPortDroppedByHost{
    .code = "amqp-port-dropped-by-host",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The host drops port {own.port} of the module network, the other port passes",
    .fix = "Linux: on the host find the forward rule: `nft list ruleset` or `iptables -L FORWARD "
           "-nv` (its counters grow while the probe runs), {engine.chain}. "
           "Remove it or accept TCP {own.port} from the module network's subnet before "
           "it.\nWindows: "
           "Get-NetFirewallRule -Direction Outbound -Action Block, and the VPN client's own "
           "firewall.",
    .guide = "",
    .rule = amqp_port_dropped_by_host_rule};

}  // namespace edge::probe
