#include "probe/host/setting_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"

namespace edge::probe {
namespace {

// Of IPv4, of IPv6.
const std::string kForwarding[] = {"net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"};
constexpr std::uint64_t kNearlyFull = 90;  // percent

/// The slash form, as a name may have dots.
void set_by_sysctl(HostFinding& finding, const std::string& setting, int value, int before) {
  finding.commands.push_back(fmt::format("sysctl -w {}={}", setting, value));
  finding.undo.push_back(fmt::format("sysctl -w {}={}", setting, before));
}

/// Whether rp_filter of `link` drops a packet for which the host would answer by `way`.
bool filtered(const HostLink& link, const Decision& way) {
  const int filter = link.reverse_path_filter.value_or(0);
  if (filter == 1) return way.out_link() != link.index;
  return filter == 2 && way.out_link() == 0;
}

}  // namespace

MaybeFinding forwarding_off(const Scene& scene) {
  const HostLink* off = nullptr;
  for (const int index : {scene.trace.bridge, scene.trace.out.walk.out_link()}) {
    const HostLink* link = scene.link(index);
    if (!off && link && link->forwards == false) off = link;
  }
  if (!off) return std::nullopt;
  const bool everywhere = std::ranges::none_of(
      scene.state.links, [](const HostLink& link) { return link.forwards == true; });
  auto finding = finding_of(
      kHostForwardingOff,
      everywhere ? fmt::format("The host forwards nothing: {} is 0, so no packet of a module "
                               "leaves it.", kForwarding[scene.state.ipv6])
                 : fmt::format("The host does not forward what comes in by {}: its forwarding is "
                               "off.", scene.name(off->index)));
  finding.fix = "Turn it on, and make it permanent with a line in /etc/sysctl.d. If it comes back "
                "as 0, another service resets it: search /etc/sysctl.d and the network manager's "
                "settings.";
  const auto word = shell_word("net/ipv4/conf/" + off->name + "/forwarding");
  if (everywhere) set_by_sysctl(finding, kForwarding[scene.state.ipv6], 1, 0);
  if (!everywhere && word) set_by_sysctl(finding, *word, 1, 0);
  return finding;
}

MaybeFinding reverse_path(const Scene& scene) {
  const auto& [state, all, trace] = scene;
  struct Entry {
    const HostLink* link;
    Decision way;
    std::string_view what;
    const TracedPacket& traced;
  };
  // As __fib_validate_source() asks (net/ipv4/fib_frontend.c): the packet turned round, as if it
  // came in by where it is to leave.
  const Entry entries[] = {
      {scene.link(trace.bridge),
       look_up(state, {all.hub, trace.module, trace.out.walk.out_link(), 0, all.port}),
       "the module network's packets", trace.out},
      {trace.back.asked ? scene.link(trace.back.packet.in_link) : nullptr,
       look_up(state, {trace.module, all.hub, trace.back.walk.out_link(), all.port, 0}),
       "the answers of the hub", trace.back}};
  for (const Entry& entry : entries) {
    if (!entry.link || entry.way.unclear || !filtered(*entry.link, entry.way)) continue;
    const int leaves = entry.way.out_link();
    auto finding = finding_of(
        kReturnPathFiltered,
        fmt::format("rp_filter of {} drops {}: it takes only what the host would answer by the "
                    "same interface, and it would answer {}.", scene.name(entry.link->index),
                    entry.what, leaves == 0 ? "by none" : "by " + scene.name(leaves)));
    finding.confidence = entry.traced.refused() ? Confidence::certain : Confidence::likely;
    name_culprit(finding, state, entry.way);
    const auto word = shell_word("net/ipv4/conf/" + entry.link->name + "/rp_filter");
    if (word && leaves != 0) set_by_sysctl(finding, *word, 2, 1);
    return finding;
  }
  return std::nullopt;
}

MaybeFinding small_mtu(const Scene& scene) {
  const HostLink* out = scene.link(scene.trace.out.out_link());
  const HostLink* bridge = scene.link(scene.trace.bridge);
  if (!out || !bridge || out->mtu >= bridge->mtu) return std::nullopt;
  auto finding = finding_of(
      kHostSmallMtu, fmt::format("{} takes {} bytes a packet, the bridge {}: large packets need "
                                 "the ICMP messages that say so, which filters often drop.",
                                 scene.name(out->index), out->mtu, bridge->mtu));
  finding.severity = Severity::info;
  finding.confidence = Confidence::possible;
  finding.fix = fmt::format("Where connections stall after their first bytes, make the module "
                            "network anew with com.docker.network.driver.mtu={}.", out->mtu);
  return finding;
}

MaybeFinding full_table(const HostState& state) {
  if (!state.connections || !state.most_connections || *state.most_connections == 0) {
    return std::nullopt;
  }
  const auto percent = *state.connections * 100 / *state.most_connections;
  if (percent < kNearlyFull) return std::nullopt;
  auto finding = finding_of(kConnectionTableFull,
                            fmt::format("The connection table has {} of {} entries: what needs a "
                                        "new one is dropped when it is full.",
                                        *state.connections, *state.most_connections));
  finding.severity = percent >= 100 ? Severity::error : Severity::warning;
  return finding;
}

MaybeFinding stand_in_name_servers(const HostState& state) {
  const bool stand_in =
      state.container_dns && state.container_dns->source == ContainerDnsSource::stand_in;
  if (!stand_in) return std::nullopt;
  auto finding = finding_of(
      kContainerDnsStandIn,
      state.name_servers.empty()
          ? std::string("The host's resolv.conf names no name server: Docker gives its containers "
                        "8.8.8.8 and 8.8.4.4.")
          : fmt::format("The host's resolv.conf has only name servers of the host itself ({}), "
                        "which no container reaches: Docker gives its containers 8.8.8.8 and "
                        "8.8.4.4 (from version 26 on, networks of one's own ask the host's). Where "
                        "UDP 53 to the internet is closed, or names are the site's own, modules "
                        "resolve nothing.", state.name_servers.front().to_string()));
  finding.severity = Severity::warning;
  finding.confidence = Confidence::possible;
  return finding;
}

}  // namespace edge::probe
