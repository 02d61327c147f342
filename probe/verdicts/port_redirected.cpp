// port-redirected: connections to one port of the hub are led to another machine, which does not
// take them.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/redirection_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string end_text(const ConnectTry& decisive) {
  if (decisive.answer == Answer::reset) return "which refuses it by a TCP reset";
  if (decisive.answer == Answer::silence) return "which does not answer";
  return decisive.icmp ? "to which the way ends with " + icmp_text(*decisive.icmp)
                       : std::string("which cannot be reached");
}

constexpr const char* kFrontEndFix =
    "The named machine takes one port itself and leads the other on: a load balancer, or a gateway "
    "that publishes a container's port. Have whoever runs it see to the service behind this port "
    "(of a container: `{engine} ps`, `nft list table ip nat`).";

std::string cause_of(const ConnectTry& decisive, const Redirection& found) {
  const Endpoint& peer = decisive.peer;
  if (found.by_front_end) {
    return fmt::format(
        "TCP port {} of {} is led on to another machine (DNAT) by {}, which answers on port {} "
        "itself: to one {}.", peer.port, peer.address.to_string(), found.place,
        found.reference.detail->target.port, end_text(decisive));
  }
  const bool at_first = found.router->ttl == 1 && !found.perhaps_here;
  return fmt::format(
      "TCP port {} of {} is redirected by {}{} to another machine (DNAT), {}. The routers on "
      "this way answer in the hub's own name{}.", peer.port, peer.address.to_string(),
      found.place, at_first ? ", or by this device itself," : "", end_text(decisive),
      found.reference ? ", which they do not on the way to another port" : "");
}

std::optional<Verdict> port_redirected_rule(const Case& facts) {
  for (const ConnectFailure& failure : connect_failures(facts)) {
    if (failure.whom != Whom::hub) continue;
    const Endpoint& peer = failure.decisive.peer;
    const auto found = redirection_of(facts, failure.evidence->transport, peer.address);
    if (!found) continue;
    Verdict verdict = verdict_on(std::vector{failure.evidence});
    cite(verdict, found->trace.evidence);
    cite(verdict, found->reference.evidence);
    if (!found->reference) verdict.confidence = Confidence::likely;
    verdict.cause = cause_of(failure.decisive, *found);
    if (found->by_front_end) verdict.fix = kFrontEndFix;
    return verdict;
  }
  return std::nullopt;
}

}  // namespace

constinit const VerdictRow kPortRedirected{
    .code = "port-redirected",
    .severity = Severity::error,
    .stage = "connect",
    .title = "A router leads one port of the hub to another machine (DNAT)",
    .fix = "On the named machine take out the rule that redirects this port (`nft list ruleset`, "
           "`iptables -t nat -S`; on a site's router: port forwarding, transparent proxy), or "
           "exempt {hubs} from it.",
    .guide = "",
    .rule = port_redirected_rule};

}  // namespace edge::probe
