// edge-hub-offline: the agent got through on a way that the edge hub beside it does not have.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/successes.hpp"

namespace edge::probe {
namespace {

bool has_way(const Profile& profile, std::string_view transport) {
  return std::ranges::find(profile.transports, transport) != profile.transports.end();
}

/// The last evidence of an attempt; null if it left none.
const Evidence* end_of(const Case& facts, const AttemptReport& attempt) {
  const Evidence* last = nullptr;
  for (const Evidence& seen : facts.evidence) {
    if (seen.transport == attempt.transport && seen.stage == attempt.stage) last = &seen;
  }
  return last;
}

std::optional<Verdict> edge_hub_offline_rule(const Case& facts) {
  const Profile* edge_hub = find_profile(facts.profile.edge_hub);
  const auto success = last_success(facts);
  if (!edge_hub || !success || !connected_to_hub(*success)) return std::nullopt;
  if (has_way(*edge_hub, success->attempt->transport)) return std::nullopt;
  const auto failed = std::ranges::find_if(facts.attempts, [&](const AttemptReport& attempt) {
    return has_way(*edge_hub, attempt.transport) && is_failure(attempt.outcome);
  });
  if (failed == facts.attempts.end()) return std::nullopt;
  Verdict verdict = verdict_on(*success);
  verdict.stage.clear();
  verdict.transport = failed->transport;
  if (const Evidence* seen = end_of(facts, *failed)) verdict.evidence.push_back(seen->number);
  std::ranges::sort(verdict.evidence);
  verdict.cause = fmt::format(
      "The agent goes on by port {}. The edge hub beside it has no second way unless it is told "
      "one: as long as port {} fails it stays offline, and no message of a module reaches the "
      "cloud.",
      hub_port(facts, success->attempt->transport), hub_port(facts, failed->transport));
  verdict.confidence = Confidence::likely;  // its environment is not seen from here
  return verdict;
}

}  // namespace

constinit const VerdictRow kEdgeHubOffline{
    .code = "edge-hub-offline",
    .severity = Severity::warning,
    .stage = "",
    .title = "The agent is online, but the edge hub beside it is not",
    .fix = "Mend what stops port {own.port} (see the first verdict), or set the environment "
           "variable UpstreamProtocol to AmqpWs for "
           "edgeHub (and for edgeAgent, which then need not wait for port {own.port}) in the "
           "deployment.",
    .guide = "",
    .rule = edge_hub_offline_rule};

}  // namespace edge::probe
