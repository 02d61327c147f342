// proxy-unreachable: no TCP connection to the configured proxy.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string how_text(const ConnectTry& decisive) {
  switch (decisive.answer) {
    case Answer::reset: return "refuses the connection (TCP reset): nothing listens on that port";
    case Answer::icmp:
      if (!decisive.icmp) return "is rejected on the way";
      if (is_host_unreachable(*decisive.icmp)) {
        return fmt::format("cannot be reached, {} says {}: the proxy's machine is down, or a route "
                           "to it is wrong", decisive.icmp->sender.to_string(),
                           icmp_text(*decisive.icmp));
      }
      return fmt::format("is rejected by {}, {}", decisive.icmp->sender.to_string(),
                         icmp_text(*decisive.icmp));
    case Answer::own_host: return "has no route from here (" + decisive.error.text + ")";
    case Answer::no_neighbour: return "does not answer ARP in its own network";
    default: return "does not answer";
  }
}

constexpr const char* kOverlapFix =
    "If the proxy stands in the site's network, the module network has the same subnet: create it "
    "anew with another (`{engine} network create --subnet ...`). If it is a container or machine "
    "of this network: is it up, and at this address (`ip neigh`)?";

constexpr const char* kLoopbackFix =
    "Give the agent the host's address in the module network (the gateway's) in place of "
    "127.0.0.1, and have the proxy on the host listen there.";
constexpr const char* kOnHostFix =
    "On the host: does the proxy listen on that address (`ss -ltn`), and does the host's own "
    "filter (INPUT: `nft list ruleset`, `ufw status`) let the module network in?";

std::optional<Verdict> proxy_unreachable_rule(const Case& facts) {
  auto found = connect_failures(facts);
  std::erase_if(found, [](const auto& failure) { return failure.whom != Whom::proxy; });
  if (found.empty() || !instead_of_hub(facts).empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  const IpAddress& address = found.front().decisive.peer.address;
  cite(verdict, trace_of(facts, verdict.transport, address).evidence);
  const std::string name = proxy_of(facts, verdict.transport);
  const std::string peer = to_string(found.front().decisive.peer);
  verdict.cause = fmt::format("The proxy {}{} {}.", name, name == peer ? "" : " (" + peer + ")",
                              how_text(found.front().decisive));
  const Vantage vantage = vantage_of(facts);
  if (address.is_loopback() && vantage.behind_host) {
    verdict.cause += " That address is the container itself, not its host.";
    verdict.fix = kLoopbackFix;
  } else if (vantage.behind_host && vantage.gateway == address) {
    verdict.cause += " That address is the container's host.";
    verdict.fix = kOnHostFix;
  }
  if (found.front().decisive.answer == Answer::no_neighbour && on_own_network(facts, address)) {
    verdict.cause += " Its address lies in this device's own subnet, so that packets for it go "
                     "through no gateway.";
    verdict.fix = kOverlapFix;
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kProxyUnreachable{
    .code = "proxy-unreachable",
    .severity = Severity::error,
    .stage = "connect",
    .title = "No TCP connection to the configured proxy",
    .fix = "Check the proxy's name and port with whoever runs it, then whether this network may "
           "reach it: the host may, and a container may not. If the site has no proxy any more, "
           "remove the setting from the agent.",
    .elsewhere = "Correct the proxy's address and port, or have the firewall between this device "
                 "and the proxy let them pass.",
    .guide = "",
    .rule = proxy_unreachable_rule};

}  // namespace edge::probe
