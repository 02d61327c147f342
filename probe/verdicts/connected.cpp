// connected: the asked-for stage was reached.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string_view reached_text(const AttemptReport& attempt) {
  if (attempt.connected) return "connects to";
  if (attempt.stage == "cbs") return "reaches and is accepted by";
  return "reaches";
}

std::string_view log_name(const std::string& transport) {
  const auto* row = find_transport(transport);
  return row ? row->log_name : std::string_view(transport);
}

/// What kept the connection once it stood; or null. Its time is no part of connecting.
const Evidence* held_after(const Case& facts, const AttemptReport& success) {
  for (const Evidence& evidence : facts.evidence) {
    const bool same = evidence.transport == success.transport && evidence.stage == success.stage;
    if (same && detail_of<HoldDetail>(evidence)) return &evidence;
  }
  return nullptr;
}

std::string held_text(const Evidence& held) {
  return "held for " + human_duration(held.end - held.begin);
}

std::optional<Verdict> connected_rule(const Case& facts) {
  if (!facts.connected) return std::nullopt;
  const AttemptReport* success = nullptr;
  for (const AttemptReport& attempt : facts.attempts) {
    if (attempt.outcome == Outcome::ok) success = &attempt;
  }
  Verdict verdict;
  if (!success) {
    verdict.cause = fmt::format("{} was reached.", facts.host);
    return verdict;
  }
  verdict.transport = success->transport;
  for (const Evidence& evidence : facts.evidence) {
    const bool same = evidence.transport == success->transport && evidence.stage == success->stage;
    if (same && evidence.outcome == Outcome::ok) cite(verdict, &evidence);
  }
  const Evidence* held = held_after(facts, *success);
  verdict.cause = fmt::format("This device {} {} via {} within {}, as far as asked ({}).",
                              reached_text(*success), facts.host,
                              log_name(success->transport),
                              human_duration((held ? held->begin : success->end) - success->begin),
                              held ? held_text(*held) : success->stage);
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnected{
    .code = "connected",
    .severity = Severity::info,
    .stage = "",
    .title = "The asked-for stage was reached",
    .fix = "Nothing to do for the connection. If the agent still has trouble, look at its own log "
           "and run the probe in the agent's network (`{engine} run --network azure-iot-edge "
           "...`).",
    .guide = "",
    .rule = connected_rule};

}  // namespace edge::probe
