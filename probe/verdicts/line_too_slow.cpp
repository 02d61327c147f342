// line-too-slow: every answer of the hub is later than TCP expects any, and the time of a step is
// over before its own has come. Nothing of it is lost: a queue that is full, or a far satellite.
#include <fmt/format.h>

#include <algorithm>

#include "probe/evidence/slow_line.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/loss_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The soonest answer of an address that the agent connects to, if even that is late.
std::optional<std::pair<IpAddress, Duration>> slow_peer(const Case& facts) {
  const auto soonest = soonest_answers(facts.evidence);
  for (const Evidence& seen : facts.evidence) {
    const auto* connect = detail_of<ConnectDetail>(seen);
    if (!connect) continue;
    for (const ConnectTry& made : connect->tries) {
      const auto answer = soonest.find(made.peer.address);
      if (answer != soonest.end() && answer->second >= kFirstTimeout) return *answer;
    }
  }
  return std::nullopt;
}

std::optional<Verdict> line_too_slow_rule(const Case& facts) {
  const auto all = failures(facts);
  const auto peer = slow_peer(facts);
  if (all.empty() || !peer) return std::nullopt;
  const bool by_silence = std::ranges::all_of(
      all, [](const Failure& failure) { return ends_in_silence(*failure.evidence); });
  if (!by_silence) return std::nullopt;
  std::vector<const Evidence*> evidence;
  for (const Failure& failure : all) evidence.push_back(failure.evidence);
  Verdict verdict = verdict_on(evidence);
  verdict.transport.clear();
  const Evidence& last = *all.front().evidence;
  verdict.cause = fmt::format(
      "The line is slow: {} answers after {} at the soonest, and nothing shows that packets are "
      "lost. The stage {} had no answer within {}, and each step of the agent (TCP, TLS, AMQP, "
      "token, link) waits for one or more.", peer->first.to_string(),
      human_duration(peer->second), last.stage, human_duration(last.end - last.begin));
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe with the agent's whole time (neither --quick nor --attempt-timeout), then "
      "once more when nothing else uses the uplink: `ping` to the first router beyond the site "
      "shows what its queue adds.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kLineTooSlow{
    .code = "line-too-slow",
    .severity = Severity::error,
    .stage = "",
    .title = "Answers come so late that the agent's time is over before it is connected",
    .fix = "Find what fills the line or slows it: an upload or update on the same uplink, whose "
           "queue delays all others (have the router shape it: fq_codel, SQM), a class of quality "
           "of service with too small a rate, a radio link at the end of its range, a tunnel by "
           "satellite. No firewall rule is missing.",
    .guide = "IoT Edge module reports connectivity errors",
    .rule = line_too_slow_rule};

}  // namespace edge::probe
