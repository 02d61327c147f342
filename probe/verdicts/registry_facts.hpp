// What a registry's answer means for an image's pull, and the words that its verdicts share.
#pragma once

#include <optional>
#include <string>

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

enum class RegistryFinding {
  none,  // it is none of these: no answer, or not a registry's
  token_service_unusable,
  data_unusable,
  rate_limited,
  network_refused,
  login_kind,  // neither Basic nor Bearer
  credentials_missing,
  login_expired,
  credentials_wrong,
  permission_missing,
  repository_unknown,
  tag_unknown,
  platform_missing,
};

/// Of a request that was not answered as it should be.
RegistryFinding finding_of(const RegistryDetail& detail);

/// It went to where the registry's data are.
bool is_of_data(const Evidence& seen);

/// A verdict without words on the request that shows `finding`, if one does.
struct RegistryCase {
  Verdict verdict;
  const RegistryDetail* detail = nullptr;
};
std::optional<RegistryCase> registry_case(const Case& facts, RegistryFinding finding);

/// "contoso.azurecr.io/agent:1.5".
std::string image_text(const RegistryDetail& detail);
/// `status 403 DENIED "requested access to the resource is denied"`.
std::string answer_text(const RegistryDetail& detail);
/// "the credentials of USER (--user)".
std::string credentials_text(const RegistryDetail& detail);

/// How an agent gets credentials for `registry`, in each generation: {registry.login} of fixes.
/// `engine`: "docker" or "podman".
std::string login_words(const std::string& registry, const std::string& engine);

}  // namespace edge::probe
