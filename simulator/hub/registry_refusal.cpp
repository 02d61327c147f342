#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {

/// A hub answers the put-token of a disabled device with 200 and refuses its links: clients
/// connect and fail as they send (azure-iot-sdk-node issues 333 and 483).
const HubErrorRow* registry_refusal(const DeviceRegistry& registry, const Identity& identity) {
  const DeviceSpec* parent = registry.find({identity.device_id, {}});
  const DeviceSpec* own = registry.find(identity);
  if (!own && !identity.module_id.empty()) return &hub_error(404010);
  if (!own) return &hub_error(404001);
  if (!own->enabled || (parent && !parent->enabled)) return &hub_error(403012);
  return nullptr;
}

}  // namespace edge::sim
