// token-expired: put-token answered 401 because of the token's time. By the device's own clock it
// tells a wrong clock from an old token; a hub tolerates 5 minutes.
#include <fmt/format.h>

#include "probe/verdicts/cbs_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> token_expired_rule(const Case& facts) {
  const auto found = with_token_answer(facts, TokenAnswer::expired);
  if (found.empty()) return std::nullopt;
  const CbsDetail& detail = *found.front().detail;
  const std::string clock = date_text(detail.checked_at);
  Verdict verdict = verdict_on(found);
  if (detail.token_expires <= detail.checked_at) {
    verdict.cause = fmt::format(
        "The hub refuses the token as expired: {}. It was valid until {}, and by this device's own "
        "clock ({}) that is over too: the token is old.", status_text(detail),
        date_text(detail.token_expires), clock);
    verdict.fix = fmt::format(
        "Make a new token, or better: use the key itself, {}, so that the agent makes its own "
        "tokens.", facts.profile.change_credentials);
    return verdict;
  }
  verdict.cause = fmt::format(
      "The hub refuses the token as expired: {}. By this device's clock ({}) it is valid until {}: "
      "the device's clock is behind.", status_text(detail), clock, date_text(detail.token_expires));
  verdict.confidence = Confidence::likely;
  verdict.separate_by = fmt::format("Compare the device's clock ({}) with a reliable one.", clock);
  return verdict;
}

}  // namespace

constinit const VerdictRow kTokenExpired{
    .code = "token-expired",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The hub refuses the token as expired: the device's clock, or an old token",
    .fix = "Set the device's clock (`date -u` shows it; containers share the host's) and fix what "
           "should keep it: NTP on UDP port 123 to a reachable time server, and the clock's "
           "battery.",
    .guide = "",
    .rule = token_expired_rule};

}  // namespace edge::probe
