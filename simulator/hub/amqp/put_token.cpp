#include "simulator/hub/amqp/put_token.hpp"

#include "common/iothub/sas_token.hpp"
#include "simulator/hub/token_words.hpp"

namespace edge::sim {
namespace {

/// "amqps://HUB:5671/": whoever was connected to, which may be a parent gateway.
bool is_hub_itself(std::string_view name) {
  constexpr std::string_view kScheme = "amqps://";
  if (!name.starts_with(kScheme)) return false;
  const auto path = name.find('/', kScheme.size());
  return path == name.npos || path + 1 == name.size();
}

}  // namespace

std::optional<Identity> identity_asked_for(const PutToken& asked, const std::string& host_name,
                                           const DeviceRegistry& registry) {
  if (!is_hub_itself(asked.name)) return identity_in(asked.name, host_name, registry);
  const auto token = parse_sas_token(asked.token);
  return token ? identity_in(token->sr, host_name, registry) : std::nullopt;
}

TokenAnswer check_put_token(const std::string& host_name, const DeviceRegistry& registry,
                            const PutToken& asked, WallTime now) {
  const auto bad_request = [](const char* why) { return TokenAnswer{400, why, {}, {}}; };
  if (asked.operation != "put-token") return bad_request("The operation is not supported.");
  if (asked.type != "servicebus.windows.net:sastoken" && asked.type != kFormerTokenType) {
    return bad_request("The token type is not supported.");
  }
  const auto identity = identity_asked_for(asked, host_name, registry);
  if (!identity) return bad_request(kNotAResource);
  return check_token(host_name, registry, *identity, asked.token, now);
}

}  // namespace edge::sim
