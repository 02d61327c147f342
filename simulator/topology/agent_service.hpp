// What an agent beside the probe is. How it runs: simulator/services/agent_service.cpp.
#pragma once

#include <string>

#include "common/world/endpoint.hpp"
#include "simulator/topology/device_spec.hpp"

namespace edge {

/// Another device holding a connection with an identity of the hub, as a running agent does.
struct AgentService {
  std::string hub_host;
  Endpoint hub;
  DeviceSpec identity;
  bool operator==(const AgentService&) const = default;
};

}  // namespace edge
