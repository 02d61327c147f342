// registry-credentials-missing: the registry gives the image to nobody who does not say who he is.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_credentials_missing_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::credentials_missing);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format(
      "{} does not give {} to everybody, and no credentials were sent: {}.", detail.registry,
      image_text(detail), answer_text(detail));
  const bool named = detail.step == "token";
  verdict.confidence = named ? Confidence::certain : Confidence::likely;
  if (named) return verdict;
  verdict.separate_by = "Registries answer the same for a repository that does not exist: give "
                        "credentials with --user and --password-file, or see there whether it "
                        "does.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryCredentialsMissing{
    .code = "registry-credentials-missing",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry wants credentials, and there are none: never logged in",
    .fix = "Give the agent credentials that may pull it. {registry.login}",
    .guide = "",
    .rule = registry_credentials_missing_rule};

}  // namespace edge::probe
