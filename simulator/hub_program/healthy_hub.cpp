#include "simulator/hub_program/healthy_hub.hpp"

#include <utility>

#include "simulator/topology/hub_service.hpp"

namespace edge::sim {

Service healthy_hub(const HubCommandOptions& options, std::vector<DeviceSpec> devices) {
  HubService behaviour;
  behaviour.host_name = options.host_name;
  behaviour.amqp_port = options.amqp_port;
  behaviour.websocket_port = options.websocket_port;
  behaviour.personality = options.personality;
  behaviour.devices = std::move(devices);
  Service service;
  service.name = "hub";
  service.address = options.listen;
  service.behaviour = std::move(behaviour);
  return service;
}

}  // namespace edge::sim
