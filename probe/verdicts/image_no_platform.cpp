// image-no-platform: the image is there, and not for this device's processor.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> image_no_platform_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::platform_missing);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} is there, but not for {}: only for {}.", image_text(detail),
                              detail.platform, list_text(detail.platforms));
  return verdict;
}

}  // namespace

constinit const VerdictRow kImageNoPlatform{
    .code = "image-no-platform",
    .severity = Severity::error,
    .stage = "registry",
    .title = "An image is not there for this device's platform",
    .fix = "Push the image for that platform as well (`{engine} build --platform`), or name "
           "a tag that has it. `--platform` of this command asks for another device's.",
    .guide = "",
    .rule = image_no_platform_rule};

}  // namespace edge::probe
