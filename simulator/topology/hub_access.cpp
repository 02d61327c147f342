#include "simulator/topology/hub_access.hpp"

#include <utility>

#include "simulator/topology/hub_service.hpp"

namespace edge {

HubAccess access_to(const HubService& hub) {
  return {hub.host_name, hub.gateway_host_name, hub.dialled_name(),
          hub.amqp_port, hub.websocket_port,    hub.devices};
}

Indirect<HubService> hub_for(std::vector<DeviceSpec> devices) {
  HubService hub;
  hub.devices = std::move(devices);
  return hub;
}

}  // namespace edge
