// registry-permission-missing: the credentials are right, and may not pull this.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_permission_missing_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::permission_missing);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  const bool granted = std::ranges::find(detail.granted, "pull") != detail.granted.end();
  verdict.cause = fmt::format("{} takes {}, but does not give them {}: {}.", detail.registry,
                              credentials_text(detail), image_text(detail), answer_text(detail));
  verdict.separate_by = "Some registries answer the same for a repository that does not exist: see "
                        "there whether it does.";
  if (detail.tells_grants && !granted) {
    verdict.cause += fmt::format(" The token that it gave does not let them pull from {}.",
                                 detail.repository);
  } else {
    verdict.confidence = Confidence::likely;
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryPermissionMissing{
    .code = "registry-permission-missing",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry knows the user, who may not pull this image",
    .fix = "Give that user the right to pull it (Azure's registry: the role AcrPull, or the scope "
           "map of the token), or the agent credentials of one who may. {registry.login}",
    .guide = "",
    .rule = registry_permission_missing_rule};

}  // namespace edge::probe
