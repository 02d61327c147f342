#include "probe/registry/login.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/bytes.hpp"
#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/base64.hpp"
#include "common/toml/toml_strings.hpp"
#include "probe/engine/json_reading.hpp"
#include "probe/registry/registry_token.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownAddress = 80;

RegistryLogin login_of(const std::string& source, const std::string& user,
                       std::string_view password) {
  return {source, user, own_secret(password), token_claims(password).ends};
}

/// "https://index.docker.io/v1/" and "contoso.azurecr.io/" as images name them.
std::string as_in_images(std::string_view address) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  }
  for (const std::string_view end : {"/", "/v1", "/v2"}) {
    if (address.ends_with(end)) address.remove_suffix(end.size());
  }
  const auto slash = std::min(address.find('/'), address.size());
  return registry_name(address.substr(0, slash)) + std::string(address.substr(slash));
}

/// Of a member of "auths".
std::optional<RegistryLogin> login_in(const nlohmann::json& member, const std::string& source) {
  if (const auto token = text_of(member, {"identitytoken"}); !token.empty()) {
    // What Azure's registry gives in place of a password is taken as one of this user.
    return login_of(source, "00000000-0000-0000-0000-000000000000", token);
  }
  const auto decoded = base64_decode(text_of(member, {"auth"}));
  if (!decoded || decoded->empty()) return std::nullopt;
  const auto pair = as_text(*decoded);
  const auto colon = pair.find(':');
  if (colon == pair.npos || colon == 0) return std::nullopt;
  return login_of(source, std::string(pair.substr(0, colon)), pair.substr(colon + 1));
}

void name_helpers(const nlohmann::json& json, const std::string& source,
                  const ImageReference& image, EngineLogins& found) {
  std::string helper = text_of(json, {"credsStore"});
  for (const auto& [address, name] : members_of(json, {"credHelpers"})) {
    if (as_in_images(address) == image.registry && name.is_string()) helper = name;
  }
  if (helper.empty()) return;
  found.notes.push_back(fmt::format("{} leaves the credentials to docker-credential-{}, which was "
                                    "not run", source, printable(helper, kShownAddress)));
}

}  // namespace

FoundLogin agent_login(std::string_view toml, const std::string& source,
                       const ImageReference& image) {
  const TomlReading reading = read_toml_strings(toml);
  if (reading.bad_line) {
    throw UsageError(fmt::format("{}: line {} is no TOML", source, *reading.bad_line));
  }
  const auto text = [&](std::string_view key) {
    const auto one = reading.strings.find("agent.config.auth." + std::string(key));
    return one == reading.strings.end() ? std::string_view() : one->second.reveal();
  };
  const std::string address(text("serveraddress")), user(text("username"));
  FoundLogin found;
  if (user.empty()) {
    found.note = fmt::format("{} has no [agent.config.auth] with a username", source);
  } else if (!address.empty() && as_in_images(address) != image.registry) {
    found.note = fmt::format("[agent.config.auth] of {} is for {}, another registry", source,
                             printable(address, kShownAddress));
  } else {
    found.login = login_of("[agent.config.auth] of " + source, user, text("password"));
  }
  return found;
}

EngineLogins engine_logins(const std::string& text, const std::string& source,
                           const ImageReference& image) {
  EngineLogins found;
  const auto json = engine_json(text);
  if (!json.is_object()) {
    found.notes.push_back(source + " is no JSON");
    return found;
  }
  std::multimap<std::size_t, RegistryLogin, std::greater<>> closest;
  const std::string whole = image.registry + "/" + image.repository + "/";
  for (const auto& [address, member] : members_of(json, {"auths"})) {
    const std::string key = as_in_images(address);
    if (!whole.starts_with(key + "/")) continue;
    if (auto login = login_in(member, source)) closest.emplace(key.size(), *std::move(login));
  }
  for (auto& [size, login] : closest) found.logins.push_back(std::move(login));
  name_helpers(json, source, image, found);
  return found;
}

RegistryLogin given_login(const std::string& source, const std::string& user,
                          std::string_view text) {
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  if (!user.empty()) return login_of(source, user, line);
  const auto colon = line.find(':');
  if (colon == line.npos || colon == 0) {
    throw UsageError(source + ": give --user as well, or a file with one line, user:password");
  }
  return login_of(source, std::string(line.substr(0, colon)), line.substr(colon + 1));
}

}  // namespace edge::probe
