// Whether a SAS token lets a client act for an identity: a pure judgement, with the texts real hubs
// use where one has been seen (Azure/iotedge issues 3982, 5639, 5715; azure-iot-sdk-csharp 886).
// Not how a protocol carries the token: amqp/put_token.hpp, amqp/client_credentials.hpp.
#pragma once

#include <optional>
#include <string>

#include "common/world/time.hpp"
#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

struct TokenAnswer {
  int status = 0;
  std::string description;
  std::optional<Identity> identity;  // what the connection may do from here on; set with 200
  std::optional<WallTime> expires;   // how long, tolerance included; absent: for ever
};

/// `now` is the hub's own clock.
TokenAnswer check_token(const std::string& host_name, const DeviceRegistry& registry,
                        const Identity& identity, const std::string& token, WallTime now);

}  // namespace edge::sim
