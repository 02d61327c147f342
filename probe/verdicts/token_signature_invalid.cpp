// token-signature-invalid: put-token answered 401 because the key does not fit.
#include <fmt/format.h>

#include "probe/verdicts/cbs_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> token_signature_invalid_rule(const Case& facts) {
  const auto found = with_token_answer(facts, TokenAnswer::bad_signature);
  if (found.empty()) return std::nullopt;
  const CbsDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "The hub is reached but the key does not belong to {}: {}.", detail.audience,
      status_text(detail));
  verdict.fix = fmt::format(
      "Copy the connection string of exactly this device again from the Azure portal (whole, "
      "with the trailing \"=\" of the key) and {}. The key was changed in the portal, cut when "
      "copied, or is another device's.", facts.profile.change_credentials);
  return verdict;
}

}  // namespace

constinit const VerdictRow kTokenSignatureInvalid{
    .code = "token-signature-invalid",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The hub refuses the token: the key is not this device's (401)",
    .fix = "Copy the connection string of exactly this device again from the Azure portal (whole, "
           "with the trailing \"=\" of the key) and give it to the agent. The key was changed in "
           "the portal, cut when copied, or is another device's.",
    .guide = "",
    .rule = token_signature_invalid_rule};

}  // namespace edge::probe
