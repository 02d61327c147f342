// Why an identity may have no links although its token is genuine: what the registry says of it.
#pragma once

#include <optional>
#include <string>

#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

struct RegistryRefusal {
  std::string condition;
  int code = 0;  // iot-hub-troubleshoot-error-codes.md
  std::string message;
};

/// Nothing for an identity that is known and enabled; a module of a disabled device is disabled.
std::optional<RegistryRefusal> registry_refusal(const DeviceRegistry& registry,
                                                const Identity& identity);

}  // namespace edge::sim
