#include "probe/verdicts/registry_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "probe/verdicts/phrases.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kApi = "api", kToken = "token", kManifest = "manifest",
                           kPlatform = "platform", kBlob = "blob",
                           kData = "data";  // of registry_steps()

/// A filter's page, or a server that knows no registries.
bool is_registrys(const RegistryDetail& detail) {
  const HttpDetail& answer = detail.answer;
  if (!answer.title.empty()) return false;
  return detail.step == kToken || !answer.api_version.empty() || !answer.challenge.empty() ||
         !detail.code.empty() || !detail.message.empty();
}

/// By themselves, or as the registry says in its own words.
bool has_expired(const RegistryDetail& detail) {
  return detail.expired || lower_case(detail.message).find("expired") != std::string::npos;
}

RegistryFinding finding_of_401(const RegistryDetail& detail) {
  if (detail.step == kApi && detail.scheme.empty()) return RegistryFinding::login_kind;
  if (detail.credentials.empty()) return RegistryFinding::credentials_missing;
  if (has_expired(detail)) return RegistryFinding::login_expired;
  return detail.scheme == "bearer" ? RegistryFinding::permission_missing
                                   : RegistryFinding::credentials_wrong;
}

/// Azure's words: "client with IP '198.51.100.1' is not allowed access".
bool refuses_address(const RegistryDetail& detail) {
  const std::string said = lower_case(detail.message);
  return said.find("client with ip") != said.npos && said.find("not allowed") != said.npos;
}

/// Before anybody has said who he is, it can only be about where the question comes from.
RegistryFinding finding_of_403(const RegistryDetail& detail) {
  if (detail.step == kApi || refuses_address(detail)) return RegistryFinding::network_refused;
  if (detail.credentials.empty()) return RegistryFinding::credentials_missing;
  return has_expired(detail) ? RegistryFinding::login_expired
                             : RegistryFinding::permission_missing;
}

RegistryFinding finding_of_404(const RegistryDetail& detail) {
  if (detail.step != kManifest && detail.step != kPlatform) return RegistryFinding::none;
  return detail.code == "NAME_UNKNOWN" ? RegistryFinding::repository_unknown
                                       : RegistryFinding::tag_unknown;
}

}  // namespace

RegistryFinding finding_of(const RegistryDetail& detail) {
  const int status = detail.answer.status;
  const bool limited = status == 429 || detail.code == "TOOMANYREQUESTS";
  if (!detail.not_sent.empty() && detail.step == kApi) {
    return RegistryFinding::token_service_unusable;
  }
  if (!detail.not_sent.empty() && detail.step == kBlob) return RegistryFinding::data_unusable;
  if (limited) return RegistryFinding::rate_limited;
  if (detail.step == kData) return RegistryFinding::none;
  if (status == 200 && !detail.platforms.empty()) return RegistryFinding::platform_missing;
  if (!is_registrys(detail)) return RegistryFinding::none;
  switch (status) {
    case 401: return finding_of_401(detail);
    case 403: return finding_of_403(detail);
    case 404: return finding_of_404(detail);
    default: return RegistryFinding::none;
  }
}

bool is_of_data(const Evidence& seen) { return seen.transport == "registry-data"; }

std::optional<RegistryCase> registry_case(const Case& facts, RegistryFinding finding) {
  const auto found = culprits<RegistryDetail>(facts, [&](const auto& detail, const auto& seen) {
    return seen.outcome == Outcome::failed && finding_of(detail) == finding;
  });
  if (found.empty()) return std::nullopt;
  return RegistryCase{verdict_on(found), found.front().detail};
}

std::string image_text(const RegistryDetail& detail) {
  const bool digest = detail.reference.find(':') != std::string::npos;
  return fmt::format("{}/{}{}{}", detail.registry, detail.repository, digest ? "@" : ":",
                     detail.reference);
}

std::string answer_text(const RegistryDetail& detail) {
  return fmt::format("status {}{}{}", detail.answer.status,
                     detail.code.empty() ? "" : " " + detail.code, quotation(detail.message));
}

std::string credentials_text(const RegistryDetail& detail) {
  return fmt::format("the credentials of {} ({})",
                     detail.user.empty() ? "nobody named" : detail.user, detail.credentials);
}

std::string login_words(const std::string& registry, const std::string& engine) {
  return fmt::format(
      "Today: in the deployment (registryCredentials of $edgeAgent, in the portal \"Container "
      "Registry Credentials\"), and for the edge agent's own image in [agent.config.auth] of "
      "/etc/aziot/config.toml, then `iotedge config apply`. In 2017: `iotedgectl login --address "
      "{} --username USER --password PASSWORD`. A `{} login` on the host changes nothing: the "
      "agent sends credentials of its own with each pull.", registry, engine);
}

}  // namespace edge::probe
