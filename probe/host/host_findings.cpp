#include "probe/host/host_findings.hpp"

#include <algorithm>

#include "probe/host/bridge_findings.hpp"
#include "probe/host/filter_findings.hpp"
#include "probe/host/ipsec_findings.hpp"
#include "probe/host/overlap_findings.hpp"
#include "probe/host/port_findings.hpp"
#include "probe/host/setting_findings.hpp"
#include "probe/host/translation_findings.hpp"
#include "probe/host/uplink_findings.hpp"
#include "probe/host/vpn_findings.hpp"
#include "probe/host/way_findings.hpp"

namespace edge::probe {
namespace {

void append_new(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& each : more) {
    if (std::ranges::count(list, each) == 0) list.push_back(each);
  }
}

/// One finding for all the networks that it is about.
void add(std::vector<HostFinding>& findings, MaybeFinding found, const std::string& network) {
  if (!found) return;
  const auto known = std::ranges::find_if(findings, [&](const HostFinding& one) {
    return one.code == found->code && one.cause == found->cause && one.route == found->route;
  });
  if (known == findings.end()) {
    if (!network.empty()) found->networks.push_back(network);
    return findings.push_back(std::move(*found));
  }
  known->networks.push_back(network);
  append_new(known->commands, found->commands);
  append_new(known->undo, found->undo);
}

bool is_error(const MaybeFinding& found) { return found && found->severity == Severity::error; }

void find_in(const Scene& scene, std::vector<HostFinding>& findings) {
  const std::string network = to_string(scene.trace.subnet);
  auto override = vpn_override(scene.state, scene.all, scene.trace);
  if (!override) override = ipsec_override(scene);
  const auto off = forwarding_off(scene), overlaps = subnet_overlap(scene);
  if (auto down = bridge_down(scene)) return add(findings, std::move(down), network);
  if (!scene.state.ipv6) {
    add(findings, ports_down(scene), network);
    add(findings, no_arp(scene), network);
  }
  if (auto host = hub_is_the_host(scene)) return add(findings, std::move(host), network);
  add(findings, off, network);
  add(findings, no_way(scene, scene.trace.out, "the module network's packets to the hub"),
      network);
  add(findings, other_port_led_away(scene), network);
  add(findings, bridge_default(scene), network);
  add(findings, stopped_by_filter(scene), network);
  add(findings, led_elsewhere(scene), network);
  add(findings, override, network);
  add(findings, overlaps, network);
  if (!override && !is_error(overlaps)) {
    const auto filtered = reverse_path(scene), single = module_addresses_astray(scene);
    if (!is_error(single)) add(findings, answers_astray(scene), network);
    add(findings, single, network);
    add(findings, filtered, network);
    if (!off && !filtered) add(findings, refused(scene), network);
  }
  add(findings, not_translated(scene), network);
  add(findings, translated_wrongly(scene), network);
  add(findings, dead_uplink(scene), network);
  add(findings, uplink_without_address(scene), network);
  add(findings, dead_gateway(scene, scene.trace.out), network);
  add(findings, other_way_than_hosts(scene), network);
  add(findings, shared_among_ways(scene), network);
  add(findings, second_uplink(scene), network);
  add(findings, small_mtu(scene), network);
}

}  // namespace

std::vector<HostFinding> network_findings(const HostState& state, const HostTraces& traces) {
  std::vector<HostFinding> findings;
  for (const NetworkTrace& trace : traces.networks) find_in({state, traces, trace}, findings);
  return findings;
}

std::vector<HostFinding> host_findings(const HostState& state, const HostTraces& traces) {
  auto findings = network_findings(state, traces);
  if (traces.networks.empty()) {
    const Scene host{state, traces, {}};
    add(findings, no_way(host, traces.host, "the host's own packets to the hub"), {});
    add(findings, dead_gateway(host, traces.host), {});
  }
  if (!state.ipv6) {
    for (HostFinding& one : bridges_without_network(state)) findings.push_back(std::move(one));
  }
  add(findings, full_table(state), {});
  if (!traces.networks.empty()) add(findings, stand_in_name_servers(state), {});
  for (HostFinding& taken : taken_ports(state)) findings.push_back(std::move(taken));
  std::ranges::stable_sort(findings, std::greater(), &HostFinding::severity);
  return findings;
}

}  // namespace edge::probe
