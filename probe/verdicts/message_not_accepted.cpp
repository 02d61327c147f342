// message-not-accepted: the telemetry link stands, and the test message that was sent on it was not
// accepted (--send-test-message). Outcomes: AMQP 1.0 part 3, section 3.4.
#include <fmt/format.h>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/link_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// What became of it, in the hub's words as far as there are any.
std::string what_came(const MessageDetail& message, const Evidence& seen) {
  const std::string words = refusal_text(message);
  const std::string why = words.empty() ? "" : ": " + words;
  if (!message.disposition.empty()) {
    return fmt::format("is {} by the hub{}", message.disposition, why);
  }
  if (seen.outcome == Outcome::timed_out) {
    return fmt::format("got no answer within {}", human_duration(seen.end - seen.begin));
  }
  return fmt::format("got no answer: the connection ended{}",
                     words.empty() ? " (" + message.error.text + ")" : why);
}

std::optional<Verdict> message_not_accepted_rule(const Case& facts) {
  const auto found =
      culprits<MessageDetail>(facts, [](const MessageDetail& message, const Evidence&) {
        return hub_reason(message) == HubReason::other && !broke_protocol(message.error);
      });
  if (found.empty()) return std::nullopt;
  const MessageDetail& message = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The telemetry link to {} stands, and the test message on it {}.",
                              facts.host, what_came(message, *found.front().evidence));
  if (!message.disposition.empty() || !message.condition.empty()) return verdict;
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe again with --send-test-message --trace-frames: a TRANSFER that goes and no "
      "DISPOSITION that comes, while empty frames do, is the hub's; no frame at all is the path's.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kMessageNotAccepted{
    .code = "message-not-accepted",
    .severity = Severity::error,
    .stage = "message",
    .title = "Connecting works, but the hub did not accept the test message",
    .fix = "Connecting is not the trouble. If the hub said why, act on that: 403004 and 429xxx are "
           "limits of its tier, 413001 a message that is too large, 500xxx and 503xxx trouble of "
           "its own. If it said nothing, look at what stands between (a parent gateway's edgeHub "
           "and its disk, a proxy), and at the hub's metrics in the Azure portal.",
    .guide = "",
    .rule = message_not_accepted_rule};

}  // namespace edge::probe
