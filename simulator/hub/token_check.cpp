#include "simulator/hub/token_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/iothub/sas_token.hpp"
#include "simulator/hub/short_name.hpp"
#include "simulator/hub/token_words.hpp"

namespace edge::sim {
namespace {

/// A hub accepts a token this long after it expired (azure-iot-sdk-csharp issues 97 and 564).
constexpr std::chrono::minutes kTolerance{5};
/// Unix seconds, in the year 2255: what WallTime can hold.
constexpr std::int64_t kLatest = 9'000'000'000;

TokenAnswer refuse(int status, std::string description) {
  return {status, std::move(description), std::nullopt, std::nullopt};
}

}  // namespace

TokenAnswer check_token(const std::string& host_name, const DeviceRegistry& registry,
                        const Identity& identity, const std::string& text, WallTime now) {
  const auto token = parse_sas_token(text);
  if (!token) return refuse(401, "The specified SAS token is malformed.");

  if (!registry.find(identity)) {
    return refuse(404, fmt::format("Device {} at IotHub {} not registered.", to_string(identity),
                                   short_name(host_name)));
  }
  if (identity_in(token->sr, host_name, registry) != identity) {
    return refuse(401, "The specified SAS token is for another resource.");
  }
  const auto keys = registry.keys_of(identity);
  const bool genuine = std::ranges::any_of(
      keys, [&](const std::string& key) { return signature_matches(*token, key); });
  if (!genuine) {
    return refuse(401, kInvalidSignature);
  }
  const auto seconds = std::clamp<std::int64_t>(token->expires_s, 0, kLatest);
  const WallTime expires{std::chrono::seconds{seconds}};
  if (now - kTolerance >= expires + std::chrono::seconds{1}) {
    return refuse(401, kTokenExpired);
  }
  return {200, "OK", identity, expires + kTolerance};
}

}  // namespace edge::sim
