// amqp-port-dropped-by-host: the host answers SYNs to 5671 whose TTL ends there, its next hop does
// not, though it does for 443. A FORWARD filter runs after the TTL check, so the host drops them;
// or what comes next does before it looks at the TTL, which nothing in the module network tells.
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
      "TCP port {} is stopped at the host{} or right behind it: its packets get no further, while "
      "those to port {} reach {}, and {}. A filter on the host is the usual reason; a firewall "
      "without an address behind it, or one at hop 2 that drops packets before it looks at their "
      "TTL, looks the same from here.", block->failure.decisive.peer.port, address,
      block->other.detail->target.port, name_of_hop(*next), other_way_text(facts, *block));
  verdict.confidence = vantage.sure ? Confidence::likely : Confidence::possible;
  verdict.separate_by =
      "Run `edgeprobe host` on the host: it names the rule that drops the port. If it finds none, "
      "run the probe there: if port {own.port} fails there too, the firewall behind it is the "
      "cause.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpPortDroppedByHost{
    .code = "amqp-port-dropped-by-host",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Port {own.port} is stopped at the host or right behind it, the other port passes",
    .fix = "Linux: on the host find the forward rule: `nft list ruleset` or `iptables -L FORWARD "
           "-nv` (its counters grow while the probe runs), {engine.chain}, and a routing rule for "
           "the port (`ip rule`). Remove it or accept TCP {own.port} from the module network's "
           "subnet before it.\nWindows: "
           "Get-NetFirewallRule -Direction Outbound -Action Block, and the VPN client's own "
           "firewall.\nIf the host has none: have the firewall behind it allow outgoing TCP "
           "{own.port} to {hubs} (service tag AzureIoTHub).",
    .guide = "",
    .rule = amqp_port_dropped_by_host_rule};

}  // namespace edge::probe
