// registry-token-service-unusable: the registry names a token service that no credentials are to go
// to: by plain HTTP, of another scheme, or no address at all.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_token_service_unusable_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::token_service_unusable);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} names a token service that credentials must not go to: {}.",
                              detail.registry, detail.not_sent);
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryTokenServiceUnusable{
    .code = "registry-token-service-unusable",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry names a token service by plain HTTP, or by no address",
    .fix = "No credentials were sent. If {registry} is your own, have it name its token service "
           "by HTTPS (auth.token.realm of its configuration). If not, something on the way "
           "answers in its name: compare with an unrestricted network.",
    .guide = "",
    .rule = registry_token_service_unusable_rule};

}  // namespace edge::probe
