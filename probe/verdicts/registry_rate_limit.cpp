// registry-rate-limit: the registry has been asked too often: by this site's public address, or
// with these credentials.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_rate_limit_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::rate_limited);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} has been asked too often: {}{}{}.", detail.registry,
                              answer_text(detail),
                              detail.limit.empty() ? "" : ", its limit is " + detail.limit,
                              detail.retry_after ? ", it is to be asked again after " +
                                                       human_duration(*detail.retry_after)
                                                 : "");
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryRateLimit{
    .code = "registry-rate-limit",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry has been asked too often (429)",
    .fix = "Wait, and pull less often: one device at a time, or from a cache or registry of the "
           "site's own (`acr import` copies an image). Many devices behind one public address "
           "share its limit; with credentials an account's own counts, which is higher: "
           "{registry.login}",
    .guide = "",
    .rule = registry_rate_limit_rule};

}  // namespace edge::probe
