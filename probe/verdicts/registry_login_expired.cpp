// registry-login-expired: the credentials were good once.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_login_expired_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::login_expired);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  verdict.cause = fmt::format("{} refuses {}, which have expired{}: {}.", detail.registry,
                              credentials_text(detail),
                              detail.expired ? " on " + date_text(*detail.expired) : "",
                              answer_text(detail));
  if (!detail.expired) verdict.confidence = Confidence::likely;
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryLoginExpired{
    .code = "registry-login-expired",
    .severity = Severity::error,
    .stage = "registry",
    .title = "The credentials for a registry have expired",
    .fix = "Give the agent ones that do not end soon: a service principal, or a token of the "
           "registry, in place of what a person's login left (`az acr login` is good for three "
           "hours). {registry.login}",
    .guide = "",
    .rule = registry_login_expired_rule};

}  // namespace edge::probe
