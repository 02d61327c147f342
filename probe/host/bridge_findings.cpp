#include "probe/host/bridge_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"

namespace edge::probe {
namespace {

constexpr int kAnswersNothing = 8;  // arp_ignore, ip-sysctl.rst: for all local addresses

/// Of containers.
bool has_ports(const HostState& state, const HostLink& bridge) {
  const bool port = std::ranges::any_of(state.links, [&](const HostLink& each) {
    return each.master == bridge.index && each.kind == "veth";
  });
  return port || std::ranges::any_of(state.neighbours, [&](const HostNeighbour& each) {
           return each.link == bridge.index && !each.failed && !each.address.is_multicast();
         });
}

bool has_network(const HostLink& bridge) {
  return std::ranges::any_of(bridge.addresses, is_subnet);
}

HostFinding bridge_without_network(const HostState& state, const HostLink& bridge) {
  const std::string name = name_text(state, bridge.index);
  auto finding = finding_of(
      kModuleBridgeSilent,
      bridge.addresses.empty()
          ? fmt::format("{} has containers, and no IPv4 address: their network has no gateway, and "
                        "nothing leads to them.", name)
          : fmt::format("{} has containers, and its address {} has no network behind it: nothing "
                        "leads to them.", name, to_string(bridge.addresses.front())));
  finding.confidence = Confidence::likely;  // an engine can be told to leave a bridge without one
  finding.fix = fmt::format("Give it its address back: `systemctl restart docker`, or `ip address "
                            "add GATEWAY/LENGTH dev {}` with the gateway and the length of "
                            "`docker network inspect NETWORK`. See what took it: a network manager "
                            "that was told to manage the engine's bridges, or a script.", name);
  return finding;
}

void add_up_command(HostFinding& finding, const HostLink& link) {
  const auto word = shell_word(link.name);
  if (!word) return;
  finding.commands.push_back(fmt::format("ip link set {} up", *word));
  finding.undo.push_back(fmt::format("ip link set {} down", *word));
}

}  // namespace

// The kernel has taken the bridge's own route away with it.
MaybeFinding bridge_down(const Scene& scene) {
  const HostLink* bridge = scene.link(scene.trace.bridge);
  if (!bridge || bridge->up) return std::nullopt;
  auto finding = finding_of(
      kModuleBridgeDown,
      fmt::format("{} is down: the module network's packets do not come in by it, and no answer "
                  "goes out.", scene.name(bridge->index)));
  add_up_command(finding, *bridge);
  return finding;
}

MaybeFinding ports_down(const Scene& scene) {
  const HostLink* bridge = scene.link(scene.trace.bridge);
  if (!bridge) return std::nullopt;
  std::vector<const HostLink*> ports;
  for (const HostLink& each : scene.state.links) {
    if (each.master == bridge->index) ports.push_back(&each);
  }
  if (ports.empty() || std::ranges::any_of(ports, &HostLink::up)) return std::nullopt;
  auto finding = finding_of(
      kModuleBridgeDown,
      fmt::format("None of the ports of {} is up ({} is down): no module's packet comes in.",
                  scene.name(bridge->index), scene.name(ports.front()->index)));
  for (const HostLink* port : ports) add_up_command(finding, *port);
  finding.fix = "Take them up, and see what took them down: a network manager that was told to "
                "manage the engine's interfaces, or a script.";
  return finding;
}

MaybeFinding no_arp(const Scene& scene) {
  const HostLink* bridge = scene.link(scene.trace.bridge);
  if (!bridge || !bridge->up) return std::nullopt;
  if (bridge->arp && bridge->arp_ignore != kAnswersNothing) return std::nullopt;
  const std::string name = scene.name(bridge->index);
  auto finding = finding_of(
      kModuleBridgeSilent,
      fmt::format("{} does not answer to ARP: {}. No module finds its gateway.", name,
                  bridge->arp ? fmt::format("its arp_ignore, or that of `all`, is {}",
                                            kAnswersNothing)
                              : "ARP is off on it"));
  finding.fix = fmt::format("Set net.ipv4.conf.all.arp_ignore and that of {} to 0.", name);
  const auto word = shell_word(bridge->name);
  if (bridge->arp || !word) return finding;
  finding.fix = "Turn it on again, and see what turned it off.";
  finding.commands = {fmt::format("ip link set {} arp on", *word)};
  finding.undo = {fmt::format("ip link set {} arp off", *word)};
  return finding;
}

std::vector<HostFinding> bridges_without_network(const HostState& state) {
  std::vector<HostFinding> findings;
  for (const HostLink& link : state.links) {
    if (!is_engine_bridge(state, link) || has_network(link) || !has_ports(state, link)) continue;
    findings.push_back(bridge_without_network(state, link));
  }
  return findings;
}

}  // namespace edge::probe
