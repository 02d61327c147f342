// What a hub makes of a put-token: a pure judgement, with the texts real hubs use where one has
// been seen (Azure/iotedge issues 3982, 5639, 5715; azure-iot-sdk-csharp 886).
#pragma once

#include <optional>
#include <string>

#include "common/world/time.hpp"
#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

/// A put-token request's fields, as they came.
struct TokenRequest {
  std::string operation;  // "put-token"
  std::string type;       // "servicebus.windows.net:sastoken"
  std::string name;       // the audience
  std::string token;      // secret
};

struct TokenAnswer {
  int status = 0;
  std::string description;
  std::optional<Identity> identity;  // what the connection may do from here on; set with 200
  std::optional<WallTime> expires;   // how long, tolerance included; absent: for ever
};

/// `now` is the hub's own clock.
TokenAnswer check_token(const std::string& host_name, const DeviceRegistry& registry,
                        const TokenRequest& request, WallTime now);

}  // namespace edge::sim
