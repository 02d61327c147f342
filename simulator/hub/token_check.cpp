#include "simulator/hub/token_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/iothub/sas_token.hpp"

namespace edge::sim {
namespace {

/// A hub accepts a token this long after it expired (azure-iot-sdk-csharp issues 97 and 564).
constexpr std::chrono::minutes kTolerance{5};

TokenAnswer refuse(int status, std::string description) {
  return {status, std::move(description), std::nullopt};
}

std::string short_name(const std::string& host) { return host.substr(0, host.find('.')); }

}  // namespace

TokenAnswer check_token(const HubService& hub, const TokenRequest& request, WallTime now) {
  if (request.operation != "put-token") return refuse(400, "The operation is not supported.");
  if (request.type != "servicebus.windows.net:sastoken") {
    return refuse(400, "The token type is not supported.");
  }
  const auto identity = identity_in(request.name, hub.host_name, hub.devices);
  if (!identity) return refuse(400, "The token's name is not a resource of this IoT hub.");
  const auto token = parse_sas_token(request.token);
  if (!token) return refuse(401, "The specified SAS token is malformed.");

  const auto keys = keys_of(hub.devices, *identity);
  if (keys.empty()) {
    return refuse(404, fmt::format("Device {} at IotHub {} not registered.", to_string(*identity),
                                   short_name(hub.host_name)));
  }
  if (identity_in(token->sr, hub.host_name, hub.devices) != identity) {
    return refuse(401, "The specified SAS token is for another resource.");
  }
  const bool genuine = std::ranges::any_of(
      keys, [&](const std::string& key) { return signature_matches(*token, key); });
  if (!genuine) {
    return refuse(401, "The specified SAS token has an invalid signature. "
                       "It does not match either the primary or secondary key.");
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now - kTolerance);
  if (seconds.time_since_epoch().count() > token->expires_s) {
    return refuse(401, "The specified SAS token is expired");
  }
  return {200, "OK", identity};
}

}  // namespace edge::sim
