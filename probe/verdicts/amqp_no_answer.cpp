// amqp-no-answer: header and OPEN are sent, and no OPEN comes back: silence or a bare hang-up.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

/// The OPEN came, when the agent had given up.
bool came_late(const AmqpDetail& detail, const Evidence& evidence) {
  return detail.open_received && evidence.outcome == Outcome::timed_out;
}

std::string end_text(const Evidence& evidence, const AmqpDetail& detail) {
  const std::string after = human_duration(evidence.end - evidence.begin);
  const std::string_view header = detail.peer_header.empty() ? "" : "the AMQP header but ";
  if (evidence.outcome == Outcome::timed_out) {
    return fmt::format("it sends {}no OPEN within {}", header, after);
  }
  const bool our_end = detail.error.symbol.starts_with("websocket.");
  if (our_end) {
    return fmt::format("what it sends {}over the WebSocket breaks the protocol or is text, as no "
                       "hub's is ({})", header, detail.error.text);
  }
  return fmt::format("it sends {}no OPEN and ends the connection after {}{}", header, after,
                     detail.error.empty() ? "" : " (" + detail.error.text + ")");
}

constexpr const char* kOtherWayAnswersFix =
    "The hub itself answers by the other port, so have what looks into TCP port {own.port} on the "
    "way (an intrusion prevention system, application control) exempt {hubs}.";

constexpr const char* kServesNothingFix =
    "See whether other sites reach this hub. If they do not, it, or the gateway or front end with "
    "that certificate, is ill: look at its state. If they do, a box here cuts what follows TLS (an "
    "intrusion prevention system, application control): have it exempt {hubs}.";

std::optional<Verdict> serves_nothing(const Case& facts) {
  const auto found = all_end_without_word(facts);
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  verdict.transport.clear();
  const Evidence& first = *found.front();
  const bool silent = std::ranges::all_of(found, [](const Evidence* seen) {
    return seen->outcome == Outcome::timed_out;
  });
  verdict.cause = fmt::format(
      "TLS to {} stands on each port, and then {} {}, {} a word of AMQP or HTTP: what has that "
      "certificate serves nothing, or a box on the way cuts what follows TLS.", facts.host,
      silent ? "nothing comes for" : "the connection is ended after",
      human_duration(first.end - first.begin), silent ? "not" : "before");
  verdict.fix = kServesNothingFix;
  verdict.confidence = Confidence::likely;
  return verdict;
}

std::optional<Verdict> amqp_no_answer_rule(const Case& facts) {
  if (auto verdict = serves_nothing(facts)) return verdict;
  const auto found = culprits<AmqpDetail>(facts, [](const auto& detail, const auto& evidence) {
    const bool no_open = !detail.open_received || came_late(detail, evidence);
    return !is_swallowed(evidence) && detail.first_bytes.empty() && no_open &&
           detail.condition.empty() && !other_amqp_header(detail) &&
           !broke_protocol(detail.error) && !refused_sasl(detail.error);
  });
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  const auto late = std::ranges::find_if(found, [](const auto& culprit) {
    return came_late(*culprit.detail, *culprit.evidence);
  });
  if (late != found.end()) {
    verdict.cause = fmt::format(
        "TLS to {} stands, but its AMQP side is slow: its OPEN came after {}, when the agent had "
        "given up.", facts.host, human_duration(late->evidence->end - late->evidence->begin));
    return verdict;
  }
  const auto& [evidence, detail] = found.front();
  verdict.cause = fmt::format("TLS to {} stands, but its AMQP side does not answer: {}.",
                              facts.host, end_text(*evidence, *detail));
  verdict.confidence = Confidence::likely;
  if (facts.connected) verdict.fix = kOtherWayAnswersFix;
  verdict.separate_by =
      "Run the probe from another network: if AMQP answers there, an inspecting firewall here "
      "passes TLS and blocks what is inside; if not, the hub or gateway itself is ill.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpNoAnswer{
    .code = "amqp-no-answer",
    .severity = Severity::error,
    .stage = "amqp-open",
    .title = "TLS works, then the AMQP side stays silent or hangs up",
    .fix = "Look at the state of the hub in the Azure portal (or of the parent gateway's edgeHub: "
           "its log). If other devices connect to it, have the firewall here exempt "
           "{hubs} from inspection.",
    .guide = "",
    .rule = amqp_no_answer_rule};

}  // namespace edge::probe
