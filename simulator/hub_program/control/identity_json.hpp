// Identities in the words of the real service's registry: {"deviceId", "moduleId", "status",
// "connectionState", "authentication": {"type", "symmetricKey", "x509Thumbprint"}}.
#pragma once

#include "simulator/hub_program/control/routes.hpp"

namespace edge::sim {

/// Keys are left out unless `with_keys`.
nlohmann::ordered_json to_json(const DeviceHub& hub, const DeviceSpec& device, bool with_keys);

/// What `body`, which may name `identity` too, makes of it. What it leaves out is as in `before`,
/// which may be null; keys that nobody has given are made. Throws HttpRefusal.
DeviceSpec device_from_json(World& world, const Identity& identity, const nlohmann::json& body,
                            const DeviceSpec* before);

/// "enabled" or "disabled". Throws HttpRefusal.
bool enabled_in(const nlohmann::json& body, bool otherwise);

}  // namespace edge::sim
