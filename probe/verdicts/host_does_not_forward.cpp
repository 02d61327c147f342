// host-does-not-forward: in a module network, not even the host answers a packet whose TTL runs out
// there. A Linux host with forwarding off drops such a packet before it looks at the TTL
// (ip_error() in net/ipv4/route.c answers only where IN_DEV_FORWARD is set). One whose routes for
// the module network's subnet lead into a VPN's tunnel or to the LAN looks the same from here: its
// answers, and everybody else's, never reach the module.
#include <fmt/format.h>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> host_does_not_forward_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::silence);
  if (leaves_by_tunnel(facts, found)) return std::nullopt;
  const Vantage vantage = vantage_of(facts);
  const auto all = traces_about(facts, found);
  if (found.empty() || !vantage.behind_host || !nobody_answers(all)) return std::nullopt;
  if (name_server_beyond_host(facts)) return std::nullopt;  // it does forward
  if (found.front().whom != Whom::name_server && router_elsewhere(facts)) return std::nullopt;
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : all) cite(verdict, trace.evidence);
  cite(verdict, vantage.evidence);
  const std::string gateway = vantage.gateway ? " (" + vantage.gateway->to_string() + ")" : "";
  verdict.cause = fmt::format(
      "Nothing for {} gets an answer, not even from the host itself{} as the first hop: the host "
      "does not forward the module network's packets, or answers for the module network are routed "
      "elsewhere, as by a VPN that takes its subnet.", peers_text(found), gateway);
  verdict.confidence = vantage.sure ? Confidence::likely : Confidence::possible;
  // The queries themselves may have used up what the host would have said by ICMP.
  if (found.front().whom == Whom::name_server) verdict.confidence = Confidence::possible;
  verdict.separate_by =
      "Is the container's gateway the host's own address (`ip addr` there)? Another machine does "
      "not forward. On the host run `edgeprobe host`: it tells whether the host forwards, and "
      "names the route, VPN or overlapping network that takes the answers. If it finds none, a "
      "filter drops the packets, on the host (`nft list ruleset`, chains of raw and mangle "
      "prerouting, and a VPN's kill switch) or inside the container.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kHostDoesNotForward{
    .code = "host-does-not-forward",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Nothing comes back through the host: forwarding off, or a VPN takes the answers",
    .fix = "VPN: disconnect it and try again. If that helps, exclude the module network's subnet "
           "from the tunnel (allow local network access), or give the module network another one.\n"
           "Linux: on the host `sysctl -w net.ipv4.ip_forward=1`, make it permanent with a line "
           "net.ipv4.ip_forward=1 in /etc/sysctl.d/99-forward.conf, and `{engine.restart}`. If it "
           "comes back as 0, another service resets it: search /etc/sysctl.d and the network "
           "manager's settings.\nWindows: the NAT network needs forwarding on its vEthernet "
           "adapter: Set-NetIPInterface -InterfaceAlias 'vEthernet (nat)' -Forwarding Enabled.",
    .guide = "IoT Edge module reports connectivity errors",
    .rule = host_does_not_forward_rule};

}  // namespace edge::probe
