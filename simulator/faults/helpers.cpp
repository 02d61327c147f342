#include "simulator/faults/helpers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_access.hpp"

namespace edge::sim {

std::invalid_argument lacking(const Topology& topology, std::string_view what) {
  return std::invalid_argument(
      fmt::format("{} has no {}", topology.name.empty() ? "the file's topology"
                                                        : "topology '" + topology.name + "'",
                  what));
}

std::string names_of_nodes(const Topology& topology, bool (*chosen)(const Node&)) {
  std::vector<std::string> names;
  for (const auto& node : topology.nodes) {
    if (chosen(node)) names.push_back(node.name);
  }
  return names.empty() ? "none" : joined(names, ", ");
}

void change_who_knows_the_hub(
    Topology& topology, const std::function<void(DnsService&, const std::string& hub)>& change) {
  std::string hub;
  change_services<HubService>(
      topology, "hub", [&](const HubService& each) { hub = access_to(each).dialled_name; });
  const auto knows = [&](const Service& service) {
    const auto& records = service.as<DnsService>().records;
    return std::ranges::find(records, hub, &DnsRecord::name) != records.end();
  };
  change_services<DnsService>(
      topology, "name server that knows the hub's name",
      [&](DnsService& dns) { change(dns, hub); }, knows);
}

Hook hook_of(const Topology& topology, const Node& node) {
  if (node.name == topology.nodes.front().name) return Hook::output;
  return node.sysctls.ip_forward ? Hook::forward : Hook::input;
}

void put_first(Node& node, Hook hook, Match match, Action action, std::string comment) {
  node.rules.insert(node.rules.begin(),
                    Rule{hook, kFilter, std::move(match), std::move(action), std::move(comment)});
}

Match tcp_to(std::uint16_t port) {
  Match match;
  match.protocol = Protocol::tcp;
  match.destination_port = port;
  return match;
}

ModuleBridge module_network(Topology& topology) {
  const auto& module = probe_node(topology).name;
  auto* host = find_node(topology, "host");
  for (const auto& wire : topology.wires) {
    const auto* far = wire.a.node == module ? &wire.b : wire.b.node == module ? &wire.a : nullptr;
    if (!host || !far || far->node != host->name) continue;
    for (auto& interface : host->interfaces) {
      if (interface.name == far->interface) return {*host, interface};
    }
  }
  throw lacking(topology, "module network: no node 'host' has a wire to the probe's node");
}

Node& probe_node(Topology& topology) { return topology.nodes.front(); }

}  // namespace edge::sim
