// registry-repository-unknown: the registry has no repository of that name.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_repository_unknown_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::repository_unknown);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} has no repository {}: {}.", detail.registry, detail.repository,
                              answer_text(detail));
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryRepositoryUnknown{
    .code = "registry-repository-unknown",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry has no such repository",
    .fix = "Correct the image's name in the deployment, or push it there. Names are in small "
           "letters, and all of the path counts.",
    .guide = "",
    .rule = registry_repository_unknown_rule};

}  // namespace edge::probe
