#include "simulator/faults/helpers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {

void change_who_knows_the_hub(
    Topology& topology, const std::function<void(DnsService&, const std::string& hub)>& change) {
  std::string hub;
  change_services<HubService>(topology, [&](HubService& each) { hub = each.dialled_name(); });
  const auto knows = [&](const Service& service) {
    const auto& records = std::get<DnsService>(service.behaviour).records;
    return std::ranges::find(records, hub, &DnsRecord::name) != records.end();
  };
  change_services<DnsService>(topology, [&](DnsService& dns) { change(dns, hub); }, knows);
}

AmqpCondition read_condition(ParameterReader& read, const AmqpCondition& otherwise) {
  AmqpCondition condition = otherwise;
  if (const int code = read.number("code", 0, 999999, 0); code != 0) {
    const auto* row = find_hub_error(code);
    if (!row) {
      std::vector<int> known;
      for (const auto& each : hub_error_rows()) known.push_back(each.code);
      throw ParameterError("code", fmt::format("'code': {} is none of {}", code,
                                               fmt::join(known, ", ")));
    }
    condition = hub_error_condition(*row);
  }
  condition.condition = read.text("condition", condition.condition);
  condition.description = read.text("description", condition.description);
  return condition;
}

Hook hook_of(const Topology& topology, const Node& node) {
  if (node.name == topology.nodes.front().name) return Hook::output;
  return node.sysctls.ip_forward ? Hook::forward : Hook::input;
}

Hook read_hook(ParameterReader& read, const Topology& topology, const Node& node) {
  const ParameterReader::Names<Hook> names{{"prerouting", Hook::prerouting},
                                           {"input", Hook::input},
                                           {"forward", Hook::forward},
                                           {"output", Hook::output},
                                           {"postrouting", Hook::postrouting}};
  if (read.text("hook", "").empty()) return hook_of(topology, node);
  return read.value("hook", names, false);
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
  throw std::invalid_argument("topology '" + topology.name + "' has no module network");
}

Node& probe_node(Topology& topology) { return topology.nodes.front(); }

Node* find_node(Topology& topology, std::string_view name) {
  const auto found = std::find_if(topology.nodes.begin(), topology.nodes.end(),
                                  [&](const Node& node) { return node.name == name; });
  return found == topology.nodes.end() ? nullptr : &*found;
}

}  // namespace edge::sim
