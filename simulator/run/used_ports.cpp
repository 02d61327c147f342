#include "simulator/run/used_ports.hpp"

#include <variant>

#include "simulator/hub/hub_transports.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_service.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "simulator/topology/registry_service.hpp"

namespace edge::sim {
namespace {

void add_ports(const Service& service, std::set<std::uint16_t>& ports) {
  if (const auto* hub = service.if_is<HubService>()) {
    for (const auto& [transport, port] : ports_of(*hub)) ports.insert(port);
  }
  if (const auto* dns = service.if_is<DnsService>()) ports.insert(dns->port);
  if (const auto* proxy = service.if_is<ProxyService>()) ports.insert(proxy->port);
  if (const auto* registry = service.if_is<RegistryService>()) ports.insert(registry->port);
}

void add_ports(const Rule& rule, std::set<std::uint16_t>& ports) {
  const auto* translation = std::get_if<DestinationNat>(&rule.action);
  if (!translation) return;
  ports.insert(translation->to.port);
  if (rule.match.destination_port) ports.insert(*rule.match.destination_port);
}

}  // namespace

std::set<std::uint16_t> used_ports(const Scenario& scenario, const Topology& topology) {
  std::set<std::uint16_t> ports;
  for (const Service& service : topology.services) add_ports(service, ports);
  for (const Node& node : topology.nodes) {
    for (const Rule& rule : node.rules) add_ports(rule, ports);
  }
  if (scenario.probe.proxy) ports.insert(scenario.probe.proxy->port);
  if (scenario.probe.second_dns) ports.insert(scenario.probe.second_dns->port);
  return ports;
}

}  // namespace edge::sim
