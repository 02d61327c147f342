#include "simulator/topology/hub_access.hpp"

#include "simulator/topology/hub_service.hpp"

namespace edge {

HubAccess access_to(const HubService& hub) {
  return {hub.host_name, hub.gateway_host_name, hub.dialled_name(),
          hub.amqp_port, hub.websocket_port,    hub.devices};
}

}  // namespace edge
