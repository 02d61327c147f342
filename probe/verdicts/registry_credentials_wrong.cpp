// registry-credentials-wrong: the registry, or its token service, does not know the user by that
// password.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_credentials_wrong_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::credentials_wrong);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} refuses {}: {}. The user or the password is wrong.",
                              detail.registry, credentials_text(detail), answer_text(detail));
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryCredentialsWrong{
    .code = "registry-credentials-wrong",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry refuses the user or the password",
    .fix = "Compare user and password with what the registry has (for Azure's: Access keys, or "
           "the secret of the service principal, which ends after a year or two), and give the "
           "agent the right ones. {registry.login}",
    .guide = "",
    .rule = registry_credentials_wrong_rule};

}  // namespace edge::probe
