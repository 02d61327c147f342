// cbs-refused: put-token got a status, or an AMQP condition, that no other verdict explains.
#include <fmt/format.h>

#include "probe/verdicts/cbs_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string_view meaning(const CbsDetail& detail) {
  if (!detail.status) return "";
  switch (*detail.status) {
    case 400: return " (the request is malformed)";
    case 403: return " (the hub is suspended or its quota is used up, or the device is disabled)";
    case 500: return " (an error inside the hub)";
    case 503: return " (the hub is overloaded or failing over)";
    default: return "";
  }
}

std::optional<Verdict> cbs_refused_rule(const Case& facts) {
  const auto found = with_token_answer(facts, TokenAnswer::refused);
  if (found.empty()) return std::nullopt;
  const CbsDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The hub is reached but refuses the token for {}: {}{}.",
                              detail.audience, status_text(detail), meaning(detail));
  return verdict;
}

}  // namespace

constinit const VerdictRow kCbsRefused{
    .code = "cbs-refused",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "The hub refuses the token for another reason",
    .fix = "Network and TLS are fine; act on the status. 401: identity, policy or the hub's "
           "network rules (public access off gives 401 too). 403: look at the hub's quota and "
           "state and whether the device is enabled. 503: wait some minutes and try again, and "
           "look at the hub's metrics. 400: the identity's name is malformed.",
    .guide = "",
    .rule = cbs_refused_rule};

}  // namespace edge::probe
