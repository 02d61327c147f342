// A client's put-token request (AMQP claims-based security): its fields, and what a hub makes of
// them. Not the message that carries them: nodes/cbs_node.hpp.
#pragma once

#include <string>

#include "simulator/hub/token_check.hpp"

namespace edge::sim {

/// As they came; missing ones are empty.
struct PutToken {
  std::string operation;  // "put-token"
  std::string type;       // "servicebus.windows.net:sastoken"; of 2017: kFormerTokenType
  std::string name;       // the audience; of 2017: "amqps://HUB:5671/"
  std::string token;      // secret
};

/// What the C# SDK of 2017 sent (IotHubSingleTokenConnection.cs).
inline constexpr std::string_view kFormerTokenType = "azure-devices.net:sastoken";

/// Whom the request is about: the name's identity, or the token's where the name is the hub's own.
std::optional<Identity> identity_asked_for(const PutToken& asked, const std::string& host_name,
                                           const DeviceRegistry& registry);

/// As check_token(); 400 for another operation or type, or a name that is no identity's.
TokenAnswer check_put_token(const std::string& host_name, const DeviceRegistry& registry,
                            const PutToken& asked, WallTime now);

}  // namespace edge::sim
