// What it takes to connect to a hub, and a hub to connect to, for those who do not ask how it
// behaves (hub_service.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/topology/device_spec.hpp"
#include "simulator/topology/service.hpp"

namespace edge {

struct HubAccess {
  std::string host_name;          // in tokens and addresses
  std::string gateway_host_name;  // of a parent gateway; else empty
  std::string dialled_name;       // that one's if there is one
  std::uint16_t amqp_port = 0, websocket_port = 0;
  std::vector<DeviceSpec> devices;
};

HubAccess access_to(const HubService& hub);

/// The first service that runs a hub; null if none does.
const Service* find_hub(const std::vector<Service>& services);

/// A healthy hub that knows these devices.
Indirect<HubService> hub_for(std::vector<DeviceSpec> devices);

}  // namespace edge
