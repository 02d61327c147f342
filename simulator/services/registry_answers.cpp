#include "simulator/services/registry_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "common/base/json_text.hpp"
#include "common/iothub/base64.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kToken = "edgesim.may-pull", kOtherToken = "edgesim.may-nothing";
constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kDataPath = "/data/";

struct RefusalRow {
  int status;
  std::string_view code, message;
};

/// The errors of distribution (registry/api/errcode), and how Azure's registry words its firewall.
constexpr RefusalRow kRefusals[] = {
    {401, "UNAUTHORIZED", "authentication required"},
    {403, "DENIED", "client with IP '198.51.100.7' is not allowed access"},
    {404, "NAME_UNKNOWN", "repository name not known to registry"},
    {429, "TOOMANYREQUESTS", "You have reached your pull rate limit"},
};

/// "sha256:" and digits that stand for themselves: nothing is hashed here.
std::string digest_of(char digit) { return "sha256:" + std::string(64, digit); }

HttpAnswer refusal(int status, std::string_view code, std::string_view message) {
  HttpAnswer answer{.status = status, .body = {}, .fields = {}};
  answer.body = json_text(nlohmann::json{{"errors", {{{"code", code}, {"message", message}}}}});
  answer.fields.emplace_back("Docker-Distribution-Api-Version", "registry/2.0");
  return answer;
}

HttpAnswer refusal(int status) {
  const auto row = std::ranges::find(kRefusals, status, &RefusalRow::status);
  HttpAnswer answer = row == std::end(kRefusals) ? HttpAnswer{.status = status, .body = {},
                                                              .fields = {}}
                                                 : refusal(status, row->code, row->message);
  if (status == 429) answer.fields.emplace_back("Retry-After", "60");
  return answer;
}

HttpAnswer found(std::string body, std::string_view type) {
  HttpAnswer answer{.status = 200, .body = std::move(body), .fields = {}};
  answer.fields.emplace_back("Docker-Distribution-Api-Version", "registry/2.0");
  answer.fields.emplace_back("Content-Type", std::string(type));
  return answer;
}

bool has_password(const RegistryService& registry, const HttpRequest& request) {
  const std::string pair = registry.user + ":" + registry.password;
  return request.head.field("Authorization") == "Basic " + base64_encode(as_bytes(pair));
}

std::string challenge_of(const RegistryService& registry) {
  if (!registry.tokens) return "Basic realm=\"edgesim\"";
  const std::string own = fmt::format("https://{}:{}/token", registry.host_name, registry.port);
  return fmt::format("Bearer realm=\"{}\",service=\"{}\"",
                     registry.realm.empty() ? own : registry.realm, registry.host_name);
}

HttpAnswer ask_who(const RegistryService& registry) {
  HttpAnswer answer = refusal(401);
  answer.fields.emplace_back("WWW-Authenticate", challenge_of(registry));
  return answer;
}

HttpAnswer token_answer(const RegistryService& registry, const HttpRequest& request) {
  const bool named = !request.head.field("Authorization").empty();
  if ((named || !registry.user.empty()) && !has_password(registry, request)) return refusal(401);
  const auto token = registry.may_pull ? kToken : kOtherToken;
  return found(json_text(nlohmann::json{{"token", token}, {"expires_in", 300}}),
               "application/json");
}

nlohmann::json described(std::string_view type, char digit) {
  return {{"mediaType", type}, {"digest", digest_of(digit)}, {"size", 2}};
}

std::string index_text(const RegistryService& registry) {
  auto manifests = nlohmann::json::array();
  for (const auto& platform : registry.platforms) {
    const auto slash = platform.find('/');
    auto entry = described(kManifestType, 'a');
    entry["platform"] = {{"os", platform.substr(0, slash)},
                         {"architecture", platform.substr(slash + 1)}};
    manifests.push_back(entry);
  }
  return json_text(nlohmann::json{
      {"schemaVersion", 2}, {"mediaType", kIndexType}, {"manifests", manifests}});
}

std::string manifest_text() {
  return json_text(nlohmann::json{
      {"schemaVersion", 2},
      {"mediaType", kManifestType},
      {"config", described("application/vnd.oci.image.config.v1+json", 'b')},
      {"layers", nlohmann::json::array()}});
}

HttpAnswer blob_answer(const RegistryService& registry) {
  if (registry.data_host.empty()) return found("{}", "application/octet-stream");
  HttpAnswer answer{.status = 307, .body = {}, .fields = {}};
  answer.fields.emplace_back("Location", fmt::format("https://{}{}{}?sig=c2lnbmF0dXJl",
                                                     registry.data_host, kDataPath,
                                                     digest_of('b')));
  return answer;
}

HttpAnswer image_answer(const RegistryService& registry, std::string_view path) {
  constexpr std::string_view kManifests = "/manifests/", kBlobs = "/blobs/";
  const std::string begin = "/v2/" + registry.repository;
  const bool ours = path.starts_with(begin + std::string(kManifests)) ||
                    path.starts_with(begin + std::string(kBlobs));
  if (!ours) return refusal(404);
  path.remove_prefix(begin.size());
  if (path.starts_with(kBlobs)) return blob_answer(registry);
  path.remove_prefix(kManifests.size());
  if (path == registry.tag) return found(index_text(registry), kIndexType);
  if (path == digest_of('a')) return found(manifest_text(), kManifestType);
  return refusal(404, "MANIFEST_UNKNOWN", "manifest unknown");
}

/// By a token, or by Basic where it has none.
bool is_let_in(const RegistryService& registry, const HttpRequest& request) {
  if (!registry.tokens) return registry.user.empty() || has_password(registry, request);
  const auto given = request.head.field("Authorization");
  return given == "Bearer " + std::string(kToken) || given == "Bearer " + std::string(kOtherToken);
}

}  // namespace

HttpAnswer registry_answer(const RegistryService& registry, const HttpRequest& request) {
  if (registry.refuses_with) return refusal(*registry.refuses_with);
  const std::string_view target = request.head.target;
  const auto path = target.substr(0, target.find('?'));
  if (path.starts_with(kDataPath)) return found("{}", "application/octet-stream");
  if (path == "/token" && registry.tokens) return token_answer(registry, request);
  if (!path.starts_with("/v2/")) return HttpAnswer{.status = 404, .body = {}, .fields = {}};
  if (!is_let_in(registry, request)) return ask_who(registry);
  if (path == "/v2/") return found("{}", "application/json");
  const bool denied = registry.tokens ? request.head.field("Authorization").ends_with(kOtherToken)
                                      : !registry.may_pull;
  if (denied) return refusal(403, "DENIED", "requested access to the resource is denied");
  return image_answer(registry, path);
}

}  // namespace edge::sim
