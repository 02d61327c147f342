#include "simulator/hub/amqp/client_credentials.hpp"

#include <string_view>

#include "common/base/ascii_case.hpp"
#include "simulator/hub/short_name.hpp"

namespace edge::sim {
namespace {

struct PlainLogin {
  std::string user, password;
};

/// [authzid] NUL user NUL password (RFC 4616, section 2).
std::optional<PlainLogin> parse_plain(ByteView response) {
  const std::string_view text(reinterpret_cast<const char*>(response.data()), response.size());
  const auto first = text.find('\0');
  const auto second = first == text.npos ? first : text.find('\0', first + 1);
  if (second == text.npos) return std::nullopt;
  return PlainLogin{std::string(text.substr(first + 1, second - first - 1)),
                    std::string(text.substr(second + 1))};
}

/// "dev1@sas.hub" of the hub hub.test -> dev1.
std::optional<Identity> identity_of_user(std::string_view user, const std::string& host_name) {
  const auto at = user.rfind('@');
  if (at == user.npos) return std::nullopt;
  const std::string realm = "sas." + std::string(short_name(host_name));
  if (!same_ignoring_case(user.substr(at + 1), realm)) return std::nullopt;
  const std::string_view name = user.substr(0, at);
  const auto slash = name.find('/');
  Identity identity{std::string(name.substr(0, slash)), {}};
  if (identity.device_id.empty()) return std::nullopt;
  if (slash != name.npos) identity.module_id = name.substr(slash + 1);
  return identity;
}

}  // namespace

std::optional<Identity> plain_identity(const std::string& host_name, ByteView response) {
  const auto login = parse_plain(response);
  return login ? identity_of_user(login->user, host_name) : std::nullopt;
}

TokenAnswer check_plain(const std::string& host_name, const DeviceRegistry& registry,
                        ByteView response, WallTime now) {
  const auto login = parse_plain(response);
  const auto identity = login ? identity_of_user(login->user, host_name) : std::nullopt;
  if (!identity) return {400, "The user is no identity of this IoT hub.", {}, {}};
  return check_token(host_name, registry, *identity, login->password, now);
}

}  // namespace edge::sim
