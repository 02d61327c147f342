#include "simulator/lab_interactive/lab_json.hpp"

#include "simulator/lab/nft_script.hpp"
#include "simulator/topology/as_ip_writes.hpp"
#include "simulator/lab_interactive/lab_map.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

template <class List, class Make>
json list_of(const List& list, Make make) {
  auto made = json::array();
  for (const auto& each : list) made.push_back(make(each));
  return made;
}

std::string_view word_of(InterfaceKind kind) {
  switch (kind) {
    case InterfaceKind::ethernet: return "ethernet";
    case InterfaceKind::bridge: return "bridge";
    case InterfaceKind::tun: return "tun";
  }
  return "";
}

json json_of(const Interface& interface) {
  return {{"name", interface.name},
          {"addresses", list_of(interface.addresses, [](const auto& each) {
             return to_string(each);
           })},
          {"kind", word_of(interface.kind)},
          {"mtu", interface.mtu},
          {"up", interface.up}};
}

json json_of(const Node& node) {
  const auto& settings = node.sysctls;
  return {{"name", node.name},
          {"interfaces", list_of(node.interfaces, [](const auto& each) { return json_of(each); })},
          {"routes", list_of(node.routes, as_ip_route)},
          {"rules", list_of(node.policy_rules, as_ip_rule)},
          {"name_servers", list_of(node.resolver.servers,
                                   [](const auto& each) { return each.address.to_string(); })},
          {"ip_forward", settings.ip_forward},
          {"rp_filter", settings.rp_filter},
          {"src_valid_mark", settings.src_valid_mark},
          {"tcp_timeout_established_s", settings.tcp_timeout_established},
          {"tcp_loose", settings.tcp_loose},
          {"filter", nft_script(node)}};
}

json json_of(const Wire& wire) {
  const auto end = [](const Port& port) { return port.node + "/" + port.interface; };
  return {{"from", end(wire.a)},          {"to", end(wire.b)},
          {"delay_ms", in_milliseconds(wire.delay)}, {"jitter_ms", in_milliseconds(wire.jitter)},
          {"loss", wire.loss},            {"duplicate", wire.duplicate},
          {"corrupt", wire.corrupt},      {"reorder", wire.reorder},
          {"bursts", {{"begins", wire.bursts.begins},
                      {"ends", wire.bursts.ends},
                      {"loss", wire.bursts.loss}}},
          {"rate_bps", wire.rate_bps},    {"mtu", wire.mtu},
          {"up", wire.up}};
}

json json_of(const Service& service) {
  return {{"name", service.name},
          {"node", service.node},
          {"address", service.address.to_string()},
          {"what", what_it_is(service)}};
}

json json_of(const FaultStep& step) {
  auto with = json::object();
  for (const auto& [name, value] : step.with) with[name] = json_of(value);
  json made{{"fault", step.fault}, {"with", with}, {"since_ms", in_milliseconds(step.at)}};
  if (step.until) made["until_ms"] = in_milliseconds(*step.until);
  return made;
}

}  // namespace

json lab_json(const Topology& topology) {
  const auto each = [](const auto& value) { return json_of(value); };
  return {{"nodes", list_of(topology.nodes, each)},
          {"wires", list_of(topology.wires, each)},
          {"services", list_of(topology.services, each)}};
}

json faults_json(const Scenario& scenario, Duration at) {
  auto list = json::array();
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    const auto& step = scenario.timeline[i];
    if (step.until && *step.until <= at) continue;
    auto fault = json_of(step);
    fault["number"] = i + 1;
    fault["active"] = step.at <= at;
    list.push_back(std::move(fault));
  }
  return list;
}

}  // namespace edge::sim
