#include "probe/registry/answers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "probe/engine/json_reading.hpp"
#include "probe/registry/image_reference.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownCode = 64, kShownMessage = 256, kShownPlatform = 32;
constexpr std::size_t kMostPlatforms = 64;

std::string shown(const std::string& text, std::size_t most) {
  return printable(without_own_secrets(text), most);
}

std::string platform_of(const nlohmann::json& entry) {
  const auto part = [&](const char* name) { return text_of(entry, {"platform", name}); };
  std::string platform = part("os") + "/" + part("architecture");
  if (!part("variant").empty()) platform += "/" + part("variant");
  return printable(platform, kShownPlatform);
}

std::string digest_in(const nlohmann::json& from, std::initializer_list<const char*> keys) {
  auto digest = text_of(from, keys);
  return is_digest(digest) ? digest : std::string();
}

}  // namespace

RegistryError registry_error(const std::string& body) {
  const auto json = engine_json(body);
  if (!json.is_object()) return {};
  const auto& errors = list_of(json, {"errors"});
  RegistryError error;
  if (!errors.empty()) {
    error = {text_of(errors.front(), {"code"}), text_of(errors.front(), {"message"})};
  } else {
    error = {text_of(json, {"error"}), text_of(json, {"error_description"})};
    for (const char* name : {"details", "message"}) {
      if (error.message.empty()) error.message = text_of(json, {name});
    }
  }
  return {shown(error.code, kShownCode), shown(error.message, kShownMessage)};
}

Secret token_in(const std::string& body) {
  const auto json = engine_json(body);
  std::string token = text_of(json, {"token"});
  if (token.empty()) token = text_of(json, {"access_token"});
  return take_own_secret(token);
}

std::optional<ImageManifest> image_manifest(const std::string& body) {
  const auto json = engine_json(body);
  if (!json.is_object()) return std::nullopt;
  ImageManifest image;
  for (const auto& entry : list_of(json, {"manifests"})) {
    const auto digest = digest_in(entry, {"digest"});
    // An attestation lies beside the platforms as one that is unknown.
    const bool known = text_of(entry, {"platform", "os"}) != "unknown";
    if (digest.empty() || !known || image.platforms.size() == kMostPlatforms) continue;
    image.platforms.push_back({platform_of(entry), digest});
  }
  if (member(json, {"manifests"})) return image;
  image.blob = digest_in(json, {"config", "digest"});
  const auto& layers = list_of(json, {"fsLayers"});  // of the first schema
  if (image.blob.empty() && !layers.empty()) image.blob = digest_in(layers.front(), {"blobSum"});
  if (image.blob.empty()) return std::nullopt;
  return image;
}

bool platform_fits(std::string_view wanted, std::string_view offered) {
  const auto open = [](std::string_view shorter, std::string_view longer) {
    return longer.starts_with(shorter) && longer.substr(shorter.size()).starts_with('/');
  };
  return wanted == offered || open(wanted, offered) || open(offered, wanted);
}

bool is_platform(std::string_view text) {
  const auto stands_in_it = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '_';
  };
  const auto slashes = std::ranges::count(text, '/');
  return (slashes == 1 || slashes == 2) && std::ranges::all_of(text, stands_in_it) &&
         !text.starts_with('/') && !text.ends_with('/') && text.find("//") == text.npos;
}

}  // namespace edge::probe
