// registry-firewall: the registry's own firewall, or that of its token service: it refuses before
// anybody has said who asks, or says that it is the address.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_firewall_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::network_refused);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} refuses this network, whoever asks: {}.", detail.registry,
                              answer_text(detail));
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryFirewall{
    .code = "registry-firewall",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry refuses this network, whoever asks",
    .fix = "Have this site's public address allowed in the registry's firewall ({registry}: "
           "Networking, `az acr network-rule add`), or reach it by its private endpoint, which "
           "needs a name server that knows the private address. Credentials do not matter here.",
    .guide = "",
    .rule = registry_firewall_rule};

}  // namespace edge::probe
