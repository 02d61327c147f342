#include "probe/host/ipsec_findings.hpp"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>

#include "probe/host/host_causes.hpp"

namespace edge::probe {
namespace {

constexpr const char* kTunnelFix =
    "Leave the module network's packets out of the IPsec connection: strongSwan by a passthrough "
    "policy (`mode = pass` or the plugin bypass-lan), Libreswan by `type=passthrough`, or by "
    "traffic selectors without the internet; for the address that the host translates them to as "
    "well. Is the tunnel up (`swanctl --list-sas`, `ipsec "
    "status`, `ip xfrm state`)? Without an SA whatever the policy takes is lost.";
constexpr const char* kBlockFix =
    "Take the policy away (`ip xfrm policy delete` with its selector), or have what installed it "
    "leave the module network alone: a VPN client's kill switch, strongSwan's `mode = drop`, "
    "Libreswan's `type=drop`.";

/// The first that is about packets from `source`; null: none.
const IpsecPolicy* policy_for(const Scene& scene, const IpAddress& source) {
  const IpsecPolicy* found = nullptr;
  for (const IpsecPolicy& policy : scene.state.ipsec_policies) {
    if (!selects(policy, source, scene.all.hub, IPPROTO_TCP, scene.all.port)) continue;
    if (!found || policy.priority < found->priority) found = &policy;
  }
  return found;
}

/// The kernel looks before the source is translated, and once more behind that
/// (ip_forward(), net/ipv4/ip_forward.c; nf_xfrm_me_harder(), net/netfilter/nf_nat_core.c).
const IpsecPolicy* policy_met(const Scene& scene) {
  const auto acts = [](const IpsecPolicy* policy) {
    return policy && (policy->blocks || policy->transforms);
  };
  const IpsecPolicy* before = policy_for(scene, scene.trace.module);
  if (acts(before)) return before;
  const HostLink* out = scene.link(scene.trace.out.out_link());
  if (!out) return nullptr;
  const auto own = std::ranges::find_if(out->addresses, reaches_beyond);
  const IpsecPolicy* behind =
      own == out->addresses.end() ? nullptr : policy_for(scene, own->address);
  return acts(behind) ? behind : nullptr;
}

}  // namespace

MaybeFinding ipsec_override(const Scene& scene) {
  const IpsecPolicy* policy = policy_met(scene);
  if (!policy) return std::nullopt;
  const std::string end =
      policy->tunnel_end ? fmt::format("the tunnel to {}", policy->tunnel_end->to_string())
                         : std::string("IPsec");
  auto finding = finding_of(
      kVpnRouteOverride,
      policy->blocks
          ? std::string("An IPsec policy blocks the module network's packets for the hub.")
          : fmt::format("An IPsec policy takes the module network's packets for the hub into {}, "
                        "whatever the routes say.", end));
  finding.product = "IPsec";
  finding.sign = "its policy";
  finding.rule = policy_text(*policy);
  finding.fix = policy->blocks ? kBlockFix : kTunnelFix;
  const bool certain = policy->blocks && policy->source.contains(scene.trace.module);
  finding.confidence = certain ? Confidence::certain : Confidence::likely;
  if (!policy->blocks) {
    finding.cause += " Whether the other end lets the module network through cannot be seen from "
                     "here: `edgeprobe run` in a module tells.";
  }
  return finding;
}

}  // namespace edge::probe
