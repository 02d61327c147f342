// The hub that the options of `edgesim hub` describe, as a service of its own.
#pragma once

#include <vector>

#include "simulator/hub_program/hub_options.hpp"
#include "simulator/topology/device_spec.hpp"
#include "simulator/topology/service.hpp"

namespace edge::sim {

/// Without any fault.
Service healthy_hub(const HubCommandOptions& options, std::vector<DeviceSpec> devices);

}  // namespace edge::sim
