// registry-data-unusable: the registry leads to its images' data by plain HTTP, or to no address.
#include <fmt/format.h>

#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_data_unusable_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::data_unusable);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} gives the image, and leads to an address for its data that is "
                              "not asked: {}.", detail.registry, detail.not_sent);
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryDataUnusable{
    .code = "registry-data-unusable",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry leads to its images' data by plain HTTP, or to no address",
    .fix = "If {registry} is your own or a mirror, it is set up with http: give it its address by "
           "https:// (http.host of its configuration), and where a proxy before it ends TLS have "
           "that send `X-Forwarded-Proto: https`. A store of its data that speaks plain HTTP "
           "needs TLS, or no redirects (storage.redirect.disable). Engines may follow there, by "
           "TCP 80 and in the open.",
    .guide = "",
    .rule = registry_data_unusable_rule};

}  // namespace edge::probe
