// image-not-found: the registry has the repository, and no such tag or digest in it.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> image_not_found_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::tag_unknown);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} has no {}: {}.", detail.registry, image_text(detail),
                              answer_text(detail));
  const bool says_which = !detail.code.empty();  // of repository and tag
  if (!says_which) verdict.confidence = Confidence::likely;
  return verdict;
}

}  // namespace

constinit const VerdictRow kImageNotFound{
    .code = "image-not-found",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry has no such tag or digest of an image",
    .fix = "Correct the tag in the deployment, or push it: tags that are deleted, or were cleaned "
           "up, are gone for devices that have not pulled them yet.",
    .guide = "",
    .rule = image_not_found_rule};

}  // namespace edge::probe
