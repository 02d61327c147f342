// cbs-no-answer: OPEN went well, put-token is never answered.
#include <fmt/format.h>

#include "probe/verdicts/cbs_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> cbs_no_answer_rule(const Case& facts) {
  const auto found = with_token_answer(facts, TokenAnswer::none);
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const std::string after = human_duration(evidence->end - evidence->begin);
  Verdict verdict = verdict_on(found);
  verdict.cause =
      evidence->outcome == Outcome::timed_out
          ? fmt::format("The hub opens AMQP but does not answer the token for {} within {}.",
                        detail->audience, after)
          : fmt::format("The hub opens AMQP, then the connection ends {} after the token for {} "
                        "was sent{}, without an answer.", after, detail->audience,
                        detail->error.empty() ? "" : " (" + detail->error.text + ")");
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe again at once and in some minutes: if AMQP now fails earlier, the way is "
      "being cut; if it always ends here, the hub's token service is at fault.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kCbsNoAnswer{
    .code = "cbs-no-answer",
    .severity = Severity::error,
    .stage = "cbs",
    .title = "AMQP opens, but the token gets no answer",
    .fix = "Look at the hub's health in the Azure portal (failover, throttling). If it is well, "
           "something on the way cuts connections once they are established: check the "
           "firewall's session limits and the link's packet loss.",
    .guide = "",
    .rule = cbs_no_answer_rule};

}  // namespace edge::probe
