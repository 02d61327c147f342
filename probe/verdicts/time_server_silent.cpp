// time-server-silent: no answer by UDP 123, or an error in its place. Firewalls drop it more often
// than anything else, and a clock that is off makes certificates and tokens worthless.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/time_server_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> time_server_silent_rule(const Case& facts) {
  const auto found = culprits<NtpDetail>(facts, [](const auto& detail, const auto&) {
    return !detail.answered && !is_refused_port(detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const bool silent = evidence->outcome == Outcome::timed_out;
  const auto peer = evidence->peer ? to_string(*evidence->peer) : facts.host;
  if (silent) {
    verdict.cause = fmt::format("The time server {} ({}) was asked by UDP {} times, and nothing "
                                "came back.", facts.host, peer, detail->sent);
    verdict.confidence = Confidence::likely;
  } else {
    verdict.cause = fmt::format("The time server {} ({}) cannot be asked by UDP: {}.", facts.host,
                                peer, detail->error.text);
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kTimeServerSilent{
    .code = "time-server-silent",
    .severity = Severity::error,
    .stage = "ntp",
    .title = "A time server does not answer by UDP",
    .fix = "Have the site's firewall allow outgoing UDP {port} to {hubs}, with the answers; or "
           "name a time server inside the site (`timedatectl`, chrony.conf), which most sites "
           "have: the router often is one.",
    .guide = "",
    .rule = time_server_silent_rule};

}  // namespace edge::probe
