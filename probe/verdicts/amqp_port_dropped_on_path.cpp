// amqp-port-dropped-on-path: 5671 dies somewhere beyond the host, or where is not known, while the
// other way is open.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/amqp_port_dropped.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/loss_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kPortDroppedOnPathFix =
    "Have the firewall at or behind the named hop allow outgoing TCP {own.port} to {hubs} "
    "(service tag AzureIoTHub).";
constexpr const char* kNoPlaceFix =
    "No router on the way says that it drops the port: look on the host first (`nft list ruleset`, "
    "`iptables -L FORWARD -nv`, `ip rule`), then have the site's firewall allow outgoing TCP "
    "{own.port} to {hubs} (service tag AzureIoTHub).";
constexpr const char* kBehindUserModeNatFix =
    "What leaves this NAT are packets of a program on the host: look at the host's own output "
    "rules first (`nft list ruleset`, chain output; FORWARD never sees them), then have the site's "
    "firewall allow outgoing TCP {own.port} to {hubs} (service tag AzureIoTHub).";
constexpr const char* kOtherWay =
    " The agent can live with port {web.port} alone: agents from 2018 on are told so by "
    "UpstreamProtocol=AmqpWs, which saves the wait for port {own.port} at each start.";

/// The other port reaches the hub one hop after `router`.
bool next_is_the_hub(const PortBlock& block, const Hop& router) {
  const Hop* end = block.other ? terminal(*block.other.detail) : nullptr;
  return end && end->answer == Answer::accepted && end->ttl == router.ttl + 1;
}

/// "at or after hop 2 (192.168.1.1)", or "somewhere on the way".
std::string place_text(const PortBlock& block, const Vantage& vantage) {
  if (vantage.user_mode_nat) return "somewhere behind " + std::string(kUserModeNat);
  if (!block.own) return "somewhere on the way";
  const Hop* router = last_router(*block.own.detail);
  if (!router) return "somewhere on the way, where no router answers for it";
  if (!next_is_the_hub(block, *router)) return "at or after " + name_of_hop(*router);
  return fmt::format("at {}, or behind it, where the next answer is in the hub's name (of the hub "
                     "itself, or of what hides the way on to it), or on the answers' way back",
                     name_of_hop(*router));
}

constexpr const char* kToldOneWay =
    " Port {web.port} passes, and this run did not try it for the agent: one without "
    "UpstreamProtocol=Amqp goes on to it.";

bool told_one_way(const Case& facts) {
  if (!facts.profile.to_hub) return false;  // an endpoint of a survey has one way by itself
  const auto web = web_way(facts);
  const bool planned = std::ranges::any_of(
      facts.targets, [&](const Target& target) { return target.transport == web; });
  return !planned && facts.profile.transports.size() > 1;
}

/// The agent itself goes the way that has connected: some read no proxy.
bool can_use_other_way(const Case& facts) {
  return proxy_of(facts, web_way(facts)).empty() || facts.profile.reads_proxy_variables;
}

Confidence certainty(const PortBlock& block) {
  if (!block.own || !block.other_passes) return Confidence::possible;
  // The answers may be dropped as well as the port's packets, and no trace tells which.
  return last_router(*block.own.detail) ? Confidence::likely : Confidence::possible;
}

std::optional<Verdict> amqp_port_dropped_on_path_rule(const Case& facts) {
  const auto block = amqp_port_block(facts, Answer::silence);
  if (!block || drop_place(*block, vantage_of(facts)) != DropPlace::on_path) return std::nullopt;
  Verdict verdict = verdict_on(*block);
  const bool placed = block->own && last_router(*block->own.detail);
  verdict.fix = placed ? kPortDroppedOnPathFix : kNoPlaceFix;
  if (facts.connected && can_use_other_way(facts)) verdict.fix += kOtherWay;
  if (block->other_passes && told_one_way(facts)) verdict.fix += kToldOneWay;
  const Endpoint& peer = block->failure.decisive.peer;
  const bool answers_now = block->own && terminal(*block->own.detail);
  if (answers_now) {
    verdict.cause = fmt::format(
        "TCP port {} of {} gave no answer during the attempt but answers a later probe: packets to "
        "it are lost at times, while {}.", peer.port, peer.address.to_string(),
        other_way_text(facts, *block));
    verdict.fix = kFlowsFix;
    verdict.confidence = Confidence::possible;
    verdict.separate_by = "Run the probe several times: loss changes from run to run, a firewall "
                          "that was being changed does not.";
    return verdict;
  }
  verdict.cause = fmt::format(
      "TCP port {} of {} dies {}: its packets, or the answers, are dropped, while {}.", peer.port,
      peer.address.to_string(), place_text(*block, vantage_of(facts)),
      other_way_text(facts, *block));
  verdict.confidence = certainty(*block);
  if (vantage_of(facts).user_mode_nat) {
    verdict.separate_by = kRunOnTheHost;
    verdict.fix = kBehindUserModeNatFix;
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpPortDroppedOnPath{
    .code = "amqp-port-dropped-on-path",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Port {own.port} is dropped on the way to the hub, the other port passes",
    .fix = kPortDroppedOnPathFix,
    .guide = "",
    .rule = amqp_port_dropped_on_path_rule};

}  // namespace edge::probe
