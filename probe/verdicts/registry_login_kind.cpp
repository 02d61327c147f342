// registry-login-kind: the registry asks who it is in a way in which no engine can say so.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> registry_login_kind_rule(const Case& facts) {
  auto found = registry_case(facts, RegistryFinding::login_kind);
  if (!found) return std::nullopt;
  const RegistryDetail& detail = *found->detail;
  Verdict& verdict = found->verdict;
  const std::string& challenge = detail.answer.challenge;
  verdict.cause = fmt::format(
      "{} wants to know who asks ({}), but {}: no user and password can be sent, given or not.",
      detail.registry, answer_text(detail),
      challenge.empty() ? "names no way to say so (there is no WWW-Authenticate)"
                        : fmt::format("asks for it only by{}", quotation(challenge)));
  return verdict;
}

}  // namespace

constinit const VerdictRow kRegistryLoginKind{
    .code = "registry-login-kind",
    .severity = Severity::error,
    .stage = "registry",
    .title = "A registry asks for credentials of a kind that engines cannot give",
    .fix = "Engines know Basic and Bearer alone. Have {registry}, or the proxy before it that "
           "asks, answer 401 with `WWW-Authenticate: Basic` or with a Bearer challenge that "
           "names a token service. Other credentials change nothing.",
    .guide = "",
    .rule = registry_login_kind_rule};

}  // namespace edge::probe
