// A client's put-token request (AMQP claims-based security): its fields, and what a hub makes of
// them. Not the message that carries them: nodes/cbs_node.hpp.
#pragma once

#include <string>

#include "simulator/hub/token_check.hpp"

namespace edge::sim {

/// As they came; missing ones are empty.
struct PutToken {
  std::string operation;  // "put-token"
  std::string type;       // "servicebus.windows.net:sastoken"
  std::string name;       // the audience
  std::string token;      // secret
};

/// As check_token(); 400 for another operation or type, or a name that is no identity's.
TokenAnswer check_put_token(const std::string& host_name, const DeviceRegistry& registry,
                            const PutToken& asked, WallTime now);

}  // namespace edge::sim
