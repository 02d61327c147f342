// amqp-port-rejected: 5671 is refused by an ICMP error, or by a filter of the own device, while the
// other way is open.
#include <fmt/format.h>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kPortRejectedFix =
    "The named machine has a reject rule for this port, or a routing rule that takes it elsewhere "
    "(`nft list ruleset`, `ip rule`): allow outgoing TCP {own.port} to {hubs} there.";

constexpr const char* kOwnRouteFix =
    "Where the agent runs a routing rule for TCP {own.port} leads to a route that refuses it (`ip "
    "rule`, `ip route show table all`): remove it. No packet filter is involved.";

/// A filter gives EPERM or an ICMP error; these are of a route's type (fib_props in
/// net/ipv4/fib_semantics.c), and another port of the address has a route.
bool by_own_route(const ConnectTry& decisive) {
  const std::string& error = decisive.error.symbol;
  return decisive.answer == Answer::own_host && !decisive.icmp &&
         (error == "EACCES" || error == "EINVAL" || error == "EHOSTUNREACH" ||
          error == "ENETUNREACH");
}

std::string sender_text(const Vantage& vantage, const ConnectTry& decisive) {
  if (by_own_route(decisive)) return "a routing rule of this device itself (`ip rule`)";
  if (decisive.answer == Answer::own_host) return "a packet filter on this device itself";
  if (!decisive.icmp) return "a router on the way";
  return router_text(vantage, decisive.icmp->sender);
}

std::optional<Verdict> amqp_port_rejected_rule(const Case& facts) {
  auto block = amqp_port_block(facts, Answer::icmp);
  // The own kernel's refusal of one port only: there is a route, so a local filter did it.
  if (!block && port_passes(facts, web_way(facts))) {
    block = amqp_port_block(facts, Answer::own_host);
  }
  if (!block) return std::nullopt;
  const ConnectTry& decisive = block->failure.decisive;
  Verdict verdict = verdict_on(*block);
  const std::string kind = decisive.icmp ? icmp_text(*decisive.icmp) : decisive.error.text;
  verdict.cause = fmt::format("TCP port {} is rejected by {}{} while {}.", decisive.peer.port,
                              sender_text(vantage_of(facts), decisive),
                              kind.empty() ? "" : ", " + kind + ",", other_way_text(facts, *block));
  verdict.fix = by_own_route(decisive) ? kOwnRouteFix : kPortRejectedFix;
  if (facts.connected) verdict.fix += kTriesAllTheSame;
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpPortRejected{
    .code = "amqp-port-rejected",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Port {own.port} is rejected by an ICMP error or a local filter, the other port "
             "passes",
    .fix = kPortRejectedFix,
    .guide = "",
    .rule = amqp_port_rejected_rule};

}  // namespace edge::probe
