#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// The agent that already runs on this device holds the identity the probe is given.
Topology identity_in_use(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  auto* host = find_node(topology, "host");
  const auto& node = host ? *host : probe_node(topology);
  Service agent;
  agent.name = "running-agent";
  agent.node = node.name;
  agent.address = node.interfaces.back().addresses.front().address;
  for (const auto& service : topology.services) {
    const auto* hub = std::get_if<HubService>(&service.behaviour);
    if (!hub || hub->devices.empty()) continue;
    agent.behaviour = AgentService{hub->host_name, {service.address, hub->amqp_port},
                                   hub->devices.front()};
  }
  topology.services.push_back(agent);
  return topology;
}

}  // namespace edge::sim
