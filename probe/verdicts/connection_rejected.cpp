// connection-rejected: a router or firewall answers on every port with an ICMP error, and says who
// it is.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kRejectsNamesToo =
    "Have the sender of the ICMP error let the packets through: UDP and TCP port 53 to the name "
    "servers, TCP {own.port} and {web.port} to {hubs} (`nft list ruleset`, `firewall-cmd "
    "--list-all`). On a container's host its FORWARD chain must accept the module network "
    "(`edgeprobe host` names the rule).";

constexpr const char* kRejectsItself =
    "The packets get as far as that machine. If it is your gateway or hub: is the service up, and "
    "does its firewall (`nft list ruleset`) let TCP {own.port} and {web.port} in? If it is not, "
    "the name or the address is wrong, or a firewall on the way answers in its name.";

bool all_say_the_same(const std::vector<ConnectFailure>& found) {
  return std::ranges::all_of(found, [&](const ConnectFailure& failure) {
    return failure.decisive.icmp == found.front().decisive.icmp;
  });
}

bool one_sender(const std::vector<ConnectFailure>& found) {
  const auto& first = found.front().decisive.icmp;
  return std::ranges::all_of(found, [&](const ConnectFailure& failure) {
    const auto& icmp = failure.decisive.icmp;
    return icmp && first && icmp->sender == first->sender;
  });
}

/// Who rejects which port, when they differ.
std::string each_text(const Vantage& vantage, const std::vector<ConnectFailure>& found) {
  std::vector<std::string> each;
  for (const ConnectFailure& failure : found) {
    const ConnectTry& decisive = failure.decisive;
    const auto& icmp = decisive.icmp;
    const std::string by =
        icmp ? router_text(vantage, icmp->sender) + ", " + icmp_text(*icmp) : decisive.error.text;
    each.push_back(fmt::format("port {} by {}", decisive.peer.port, by));
  }
  return list_text(each);
}

constexpr const char* kNoGlobalAddressFix =
    "Give this device an IPv6 address of its network that routers pass on (`ip -6 address show`: a "
    "prefix by router advertisement or DHCPv6; one that says `dadfailed` is taken by another "
    "machine, one that says `tentative` is not ready), or take the default IPv6 route away so that "
    "IPv4 is used. No firewall is to be changed.";

/// RFC 4443 section 3.1, code 2: what has no other address sends from its link's, and no router may
/// pass that on.
bool lacks_global_address(const ConnectFailure& failure) {
  const auto& icmp = failure.decisive.icmp;
  return icmp && icmp->sender.is_v6() && icmp->type == 1 && icmp->code == 2;
}

std::optional<Verdict> connection_rejected_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::icmp);
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : traces_about(facts, found)) cite(verdict, trace.evidence);
  const auto& icmp = found.front().decisive.icmp;
  if (!all_say_the_same(found)) {
    verdict.cause = fmt::format("Connections to {} are rejected{}: {}.",
                                found.front().decisive.peer.address.to_string(),
                                one_sender(found) ? "" : " at more than one place",
                                each_text(vantage_of(facts), found));
  } else if (icmp) {
    const bool itself = icmp->sender == found.front().decisive.peer.address;
    verdict.cause =
        itself ? fmt::format("The machine at {} itself, or a firewall that answers in its name, "
                             "rejects connections: {}.", peers_text(found), icmp_text(*icmp))
               : fmt::format("{} rejects connections to {}: {}.",
                             router_text_first(vantage_of(facts), icmp->sender),
                             peers_text(found), icmp_text(*icmp));
    if (itself) verdict.fix = kRejectsItself;
  } else {
    verdict.cause = fmt::format("A router rejects connections to {} with an ICMP error ({}).",
                                peers_text(found), found.front().decisive.error.text);
  }
  if (found.front().whom == Whom::name_server) {
    verdict.cause += " It rejects packets for elsewhere as well, so names are only the first to "
                     "notice.";
    verdict.fix = kRejectsNamesToo;
  }
  if (lacks_global_address(found.front())) {
    verdict.cause = fmt::format(
        "This device has no IPv6 address but that of its link (fe80::), from which no router "
        "passes packets for {} on: {}.", peers_text(found), icmp_text(*icmp));
    verdict.fix = kNoGlobalAddressFix;
    cite(verdict, vantage_of(facts).evidence);
  }
  const auto rationed = std::ranges::find(found, true, &ConnectFailure::rationed);
  if (rationed != found.end()) {
    verdict.confidence = Confidence::likely;
    verdict.cause += fmt::format(" On port {} no answer came at all, and no packet got further: "
                                 "routers send few such errors.", rationed->decisive.peer.port);
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnectionRejected{
    .code = "connection-rejected",
    .severity = Severity::error,
    .stage = "connect",
    .title = "A router or firewall rejects every port with an ICMP error",
    .fix = "The sender of the ICMP error is the machine to look at: its firewall has a reject "
           "rule, or it has a route of type prohibit (`ip route show table all type prohibit`). "
           "Allow outgoing TCP {own.port} and {web.port} to {hubs} there.",
    .elsewhere = "The sender of the ICMP error is the machine to look at: its firewall has a "
                 "reject rule, or it has a route of type prohibit. Allow outgoing TCP {port} to "
                 "{hubs} there.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = connection_rejected_rule};

}  // namespace edge::probe
