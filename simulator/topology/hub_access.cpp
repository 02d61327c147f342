#include "simulator/topology/hub_access.hpp"

#include <algorithm>
#include <utility>

#include "simulator/topology/hub_service.hpp"

namespace edge {

HubAccess access_to(const HubService& hub) {
  return {hub.host_name, hub.gateway_host_name, hub.dialled_name(),
          hub.amqp_port, hub.websocket_port,    hub.devices};
}

const Service* find_hub(const std::vector<Service>& services) {
  const auto found = std::ranges::find_if(
      services, [](const Service& service) { return service.if_is<HubService>() != nullptr; });
  return found == services.end() ? nullptr : &*found;
}

Indirect<HubService> hub_for(std::vector<DeviceSpec> devices) {
  HubService hub;
  hub.devices = std::move(devices);
  return hub;
}

}  // namespace edge
