#include "simulator/hub/amqp/put_token.hpp"

#include "simulator/hub/token_words.hpp"

namespace edge::sim {

TokenAnswer check_put_token(const std::string& host_name, const DeviceRegistry& registry,
                            const PutToken& asked, WallTime now) {
  const auto bad_request = [](const char* why) { return TokenAnswer{400, why, {}, {}}; };
  if (asked.operation != "put-token") return bad_request("The operation is not supported.");
  if (asked.type != "servicebus.windows.net:sastoken") {
    return bad_request("The token type is not supported.");
  }
  const auto identity = identity_in(asked.name, host_name, registry);
  if (!identity) return bad_request(kNotAResource);
  return check_token(host_name, registry, *identity, asked.token, now);
}

}  // namespace edge::sim
