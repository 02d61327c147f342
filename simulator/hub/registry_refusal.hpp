// Why an identity may have no links although its token is genuine: what the registry says of it.
#pragma once

#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {

/// Null for an identity that is known and enabled; a module of a disabled device is disabled.
const HubErrorRow* registry_refusal(const DeviceRegistry& registry, const Identity& identity);

}  // namespace edge::sim
