// time-server-refuses: the server answers with a kiss code (RFC 5905 section 7.4) or has no time.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> time_server_refuses_rule(const Case& facts) {
  const auto found = culprits<NtpDetail>(facts, [](const auto& detail, const auto&) {
    return detail.answered;
  });
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The time server {} answers, but gives no time:{}.", facts.host,
                              quotation(found.front().detail->refusal));
  return verdict;
}

}  // namespace

constinit const VerdictRow kTimeServerRefuses{
    .code = "time-server-refuses",
    .severity = Severity::error,
    .stage = "ntp",
    .title = "A time server answers, and gives no time",
    .fix = "RATE: it was asked too often, wait and try again. DENY or RSTR: it does not serve this "
           "network. Others: it has no time itself yet. Name another server (`timedatectl`, "
           "chrony.conf).",
    .guide = "",
    .rule = time_server_refuses_rule};

}  // namespace edge::probe
