// registry-data-blocked: the registry answers, and the host that its layers are at is not reached,
// or does not give them: firewalls that let the registry through and not its data.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// How it came to no data.
std::string failure_text(const Evidence& seen, const RegistryDetail* detail) {
  if (!detail) return fmt::format("is not reached: {} fails", seen.stage);
  if (detail->answer.status == 0) return "does not answer the request for them";
  return "answers with " + answer_text(*detail);
}

std::optional<Verdict> registry_data_blocked_rule(const Case& facts) {
  for (const Failure& failure : failures(facts)) {
    if (!is_of_data(*failure.evidence)) continue;
    const auto* detail = detail_of<RegistryDetail>(*failure.evidence);
    if (detail && finding_of(*detail) != RegistryFinding::none) continue;
    Verdict verdict = verdict_on(std::vector<const Evidence*>{failure.evidence});
    verdict.cause = fmt::format(
        "The registry answers, and leads to {} for the image's data, which {}.", facts.host,
        failure_text(*failure.evidence, detail));
    if (detail) verdict.confidence = Confidence::likely;
    return verdict;
  }
  return std::nullopt;
}

}  // namespace

constinit const VerdictRow kRegistryDataBlocked{
    .code = "registry-data-blocked",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry answers, and the host of its images' data is not reached",
    .fix = "Have the firewall or proxy let {hubs} through as well, on TCP {port}. Registries keep "
           "layers elsewhere: Azure's at *.blob.core.windows.net or, with dedicated data "
           "endpoints, at NAME.REGION.data.azurecr.io; Microsoft's at *.data.mcr.microsoft.com.",
    .guide = "",
    .rule = registry_data_blocked_rule};

}  // namespace edge::probe
