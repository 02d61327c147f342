// link-no-answer: the hub takes the credentials, and the link is never answered: silence, or the
// end of the connection.
#include <fmt/format.h>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/link_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> link_no_answer_rule(const Case& facts) {
  const auto found = culprits<LinkDetail>(facts, [](const auto& detail, const Evidence& seen) {
    return !link_answered(detail) && !broke_protocol(detail.error) && !is_swallowed(seen);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const std::string after = human_duration(evidence->end - evidence->begin);
  const std::string_view taken = credentials_taken(facts);
  verdict.cause =
      evidence->outcome == Outcome::timed_out
          ? fmt::format("The hub {}does not answer the telemetry link within {}.", taken, after)
          : fmt::format("{} {} after the telemetry link was asked for{}, without an answer.",
                        taken.empty() ? "The connection ends"
                                      : "The hub accepts the token, then the connection ends",
                        after, detail->error.empty() ? "" : " (" + detail->error.text + ")");
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe from another network: if the link is answered there, something here cuts "
      "connections that have just been opened; if not, the hub or gateway does.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kLinkNoAnswer{
    .code = "link-no-answer",
    .severity = Severity::error,
    .stage = "link",
    .title = "The credentials are accepted, and the link gets no answer",
    .fix = "Look at the hub's health in the Azure portal (failover, throttling), or at the parent "
           "gateway's log. If it is well, something on the way ends connections soon after they "
           "are opened: check the firewall's and load balancer's limits on sessions.",
    .guide = "",
    .rule = link_no_answer_rule};

}  // namespace edge::probe
