// connection-falls-silent: everything stood, then nothing came any more, not even heartbeats.
#include <fmt/format.h>

#include "probe/verdicts/hold_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> connection_falls_silent_rule(const Case& facts) {
  const auto found = culprits<HoldDetail>(
      facts, [](const HoldDetail& hold, const Evidence&) { return fell_silent(hold); });
  if (found.empty()) return std::nullopt;
  const HoldDetail& hold = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "The connection to {} stood, then nothing came any more, not even heartbeats; it was given "
      "up after {}.", facts.host, human_duration(hold.held));
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe with the same --hold from another network: if the connection stays there, "
      "something here forgets idle connections; if not, the hub or gateway hangs.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnectionFallsSilent{
    .code = "connection-falls-silent",
    .severity = Severity::error,
    .stage = "",
    .title = "The connection stood, then nothing came any more, heartbeats neither (--hold)",
    .fix = "A NAT, firewall or VPN on the way forgets connections that are idle for less than the "
           "agent's heartbeat interval, or the link died: raise the idle time-out for TCP there "
           "(4 minutes at least), or look at the link.",
    .guide = "",
    .rule = connection_falls_silent_rule};

}  // namespace edge::probe
