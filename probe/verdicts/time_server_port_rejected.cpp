// time-server-port-rejected: a UDP port that is refused: nothing listens there, or a filter says so
// in its place. No packet is lost on the way, as behind a firewall that drops.
#include <fmt/format.h>

#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/time_server_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> time_server_port_rejected_rule(const Case& facts) {
  const auto found = culprits<NtpDetail>(facts, [](const auto& detail, const auto&) {
    return is_refused_port(detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const auto peer = evidence->peer ? to_string(*evidence->peer) : facts.host;
  verdict.cause = fmt::format("The time server {} ({}) refuses UDP: {}.", facts.host, peer,
                              detail->error.text);
  return verdict;
}

}  // namespace

constinit const VerdictRow kTimeServerPortRejected{
    .code = "time-server-port-rejected",
    .severity = Severity::error,
    .stage = "ntp",
    .title = "A time server's UDP port is refused: nothing listens there, or a filter rejects it",
    .fix = "If the refusal is {hubs}'s own, no time service runs there: start one (chrony with "
           "`allow`, ntpd), or name another server (`timedatectl`, chrony.conf). If another "
           "address sent it, or a time service does run, a filter there has a reject rule: have "
           "it allow UDP {port}.",
    .guide = "",
    .rule = time_server_port_rejected_rule};

}  // namespace edge::probe
