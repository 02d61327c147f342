#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {

/// A hub answers the put-token of a disabled device with 200 and refuses its links: clients
/// connect and fail as they send, with DeviceNotFoundError in the Node SDK, which is its name for
/// amqp:not-found (azure-iot-sdk-node issues 333 and 483). The code is the documentation's.
std::optional<RegistryRefusal> registry_refusal(const DeviceRegistry& registry,
                                                const Identity& identity) {
  const DeviceSpec* parent = registry.find({identity.device_id, {}});
  const DeviceSpec* own = registry.find(identity);
  if (!own && !identity.module_id.empty()) {
    return RegistryRefusal{"amqp:not-found", 404010, "ModuleNotFound"};
  }
  if (!own) return RegistryRefusal{"amqp:not-found", 404001, "DeviceNotFound"};
  if (!own->enabled || (parent && !parent->enabled)) {
    return RegistryRefusal{"amqp:not-found", 403012, "DeviceDisabled"};
  }
  return std::nullopt;
}

}  // namespace edge::sim
