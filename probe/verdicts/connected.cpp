// connected: the asked-for stage was reached, and the hub itself answers in AMQP.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/idle_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/successes.hpp"

namespace edge::probe {
namespace {

std::string_view reached_text(const Success& success) {
  if (success.attempt->connected) return "connects to";
  return detail_of<CbsDetail>(*success.evidence) ? "reaches and is accepted by" : "reaches";
}

std::string_view title_of(const std::string& transport) {
  const auto* row = find_transport(transport);
  return row ? row->title : std::string_view(transport);
}

/// What was made of the connection once it stood; or null. Its time is no part of connecting.
const Evidence* used(const Success& success) {
  const Evidence& seen = *success.evidence;
  return detail_of<HoldDetail>(seen) || detail_of<MessageDetail>(seen) ? &seen : nullptr;
}

std::string used_text(const Evidence& used) {
  if (detail_of<MessageDetail>(used)) return "the hub accepted the test message";
  return "held for " + human_duration(used.end - used.begin);
}

std::optional<Verdict> connected_rule(const Case& facts) {
  if (!facts.connected) return std::nullopt;
  const auto success = last_success(facts);
  if (!success) {
    Verdict verdict;
    verdict.cause = fmt::format("{} was reached.", facts.host);
    return verdict;
  }
  if (idle_finding(facts) || !connected_to_hub(*success)) return std::nullopt;
  const AttemptReport& attempt = *success->attempt;
  Verdict verdict = verdict_on(*success);
  const Evidence* after = used(*success);
  const Duration took = (after ? after->begin : attempt.end) - attempt.begin;
  verdict.cause = fmt::format("This device {} {} via {} within {}, as far as asked ({}).",
                              reached_text(*success), facts.host, title_of(attempt.transport),
                              human_duration(took), after ? used_text(*after) : attempt.stage);
  const bool through_proxy = std::ranges::any_of(facts.targets, [&](const Target& target) {
    return target.transport == attempt.transport && !target.proxy.empty();
  });
  if (through_proxy && !facts.profile.reads_proxy_variables) {
    verdict.cause += fmt::format(" That was through the proxy, which {} itself could not use.",
                                 facts.profile.name);
  }
  if (facts.recovered) {
    verdict.cause += fmt::format(" What was tried before {} after the start did not get through.",
                                 human_duration(*facts.recovered));
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnected{
    .code = "connected",
    .severity = Severity::info,
    .stage = "",
    .title = "The asked-for stage was reached, and the hub answers in AMQP",
    .fix = "Nothing to do for the connection. If the agent still has trouble, look at its own log "
           "and run the probe in the agent's network (`{engine} run --network azure-iot-edge "
           "...`).",
    .guide = "",
    .rule = connected_rule};

}  // namespace edge::probe
