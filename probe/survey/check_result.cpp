#include "probe/survey/check_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/base/host_name.hpp"
#include "probe/evidence/answer.hpp"
#include "probe/profiles/transports.hpp"
#include "probe/survey/kinds.hpp"
#include "probe/survey/who_blocks.hpp"

namespace edge::probe {
namespace {

/// The attempt whose stages are shown: that got through, else the one that the verdict is about.
const AttemptReport* shown_attempt(const Report& report) {
  const auto through = std::ranges::find(report.attempts, Outcome::ok, &AttemptReport::outcome);
  if (through != report.attempts.end()) return &*through;
  const auto about = std::ranges::find(report.attempts, report.verdicts.front().transport,
                                       &AttemptReport::transport);
  if (about != report.attempts.end()) return &*about;
  return report.attempts.empty() ? nullptr : &report.attempts.front();
}

void take_names(SurveyCheck& check, const ResolveDetail& resolve) {
  std::set<std::string> seen(check.addresses.begin(), check.addresses.end());
  for (const IpAddress& address : resolve.addresses) {
    const auto text = address.to_string();
    if (seen.insert(text).second) check.addresses.push_back(text);
  }
}

void take_connect(SurveyCheck& check, const ConnectDetail& connect) {
  if (connect.tries.empty() || !connect.tries.back().source) return;
  check.local = connect.tries.back().source->to_string();
}

void take_tls(SurveyCheck& check, const TlsDetail& tls, WallTime at) {
  check.tls_version = tls.version;
  if (tls.chain.empty()) return;
  check.issuer = tls.chain.front().issuer;
  const auto left = tls.chain.front().not_after - at;
  check.certificate_days = static_cast<int>(std::chrono::floor<std::chrono::days>(left).count());
}

void take_stage(SurveyCheck& check, const Evidence& seen, WallTime at) {
  check.stages.push_back({seen.stage, seen.outcome, seen.end - seen.begin});
  if (const auto* resolve = detail_of<ResolveDetail>(seen)) take_names(check, *resolve);
  if (const auto* connect = detail_of<ConnectDetail>(seen)) take_connect(check, *connect);
  if (const auto* tls = detail_of<TlsDetail>(seen)) take_tls(check, *tls, at);
  if (const auto* page = detail_of<HttpDetail>(seen)) {
    check.status = page->status;
    check.title = page->title;
  }
  if (const auto* time = detail_of<NtpDetail>(seen)) check.clock_offset = time->offset;
}

std::string_view word_of(const Hop& hop) {
  if (is_time_exceeded(hop)) return "router";
  if (hop.answer == Answer::icmp) return "rejected";
  return name_of(hop.answer);
}

void take_path(SurveyCheck& check, const Report& report) {
  const PathDetail* path = trace_of_check(report);
  if (!path) return;
  for (const Hop& hop : path->hops) {
    check.path.push_back({hop.ttl, hop.from ? hop.from->to_string() : "",
                          std::string(word_of(hop))});
  }
}

/// A name that nobody knows shows nothing about what is blocked; where only names are looked at, it
/// is what is blocked.
bool is_blocked(const SurveyCheck& check, const Verdict& verdict) {
  const bool of_name = check.stage == ResolveDetail::kind || verdict.stage == ResolveDetail::kind;
  return !check.reached && (!of_name || kind_called(check.kind).way == "name");
}

void judge(SurveyCheck& check, const Report& report) {
  const Verdict& first = report.verdicts.front();
  const bool degraded = first.severity == Severity::warning;
  if (check.expect == Expect::reachable) {
    check.result = !check.reached ? CheckResult::failed
                   : degraded     ? CheckResult::warned
                                  : CheckResult::passed;
    return;
  }
  check.fix.clear();
  if (check.reached) {
    check.result = CheckResult::failed;
    check.words = fmt::format("It must be blocked, and is reached. {}", check.words);
    check.fix = fmt::format("Have the firewall stop {} from here.",
                            check.port ? join_host_and_port(check.host, check.port) : check.host);
  } else if (is_blocked(check, first)) {
    check.result = CheckResult::passed;
    check.words = fmt::format("It is blocked, as it must be{}. {}",
                              check.place.empty() ? "" : ", by " + check.place, check.words);
  } else {
    check.result = CheckResult::failed;
    check.words = "Its name has no address here, so nothing shows that it is blocked. " +
                  check.words;
  }
}

}  // namespace

SurveyCheck unchecked(const PlannedCheck& planned) {
  const EndpointSpec& spec = *planned.endpoint;
  const EndpointKind& kind = kind_called(spec.kind);
  SurveyCheck check;
  check.endpoint = spec.name;
  check.kind = spec.kind;
  check.host = spec.host;
  check.port = spec.port;
  if (check.port == 0 && !spec.transport.empty()) {
    check.port = transport_called(spec.transport).default_port;
  }
  if (kind.way != "name") check.protocol = kind.udp ? "UDP" : "TCP";
  check.component = spec.component;
  check.why = spec.why;
  check.required = spec.required;
  check.one_of = spec.one_of;
  check.expect = spec.expect;
  check.allow = spec.allow;
  check.tag = spec.tag;
  check.source = spec.source;
  const ProxyOptions* proxy = planned.proxy;
  check.network = planned.network;
  check.vantage = proxy ? join_host_and_port(proxy->host, proxy->port) : std::string(kDirect);
  check.words = "It was not looked at.";
  return check;
}

void add_report(SurveyCheck& check, Report report, WallTime at) {
  if (report.verdicts.empty()) return;  // interrupted before there was anything to judge
  const AttemptReport* shown = shown_attempt(report);
  for (const Evidence& seen : report.evidence) {
    if (shown && attempt_of(report, seen) == shown && seen.outcome != Outcome::skipped) {
      take_stage(check, seen, at);
    }
  }
  const Verdict& first = report.verdicts.front();
  check.reached = report.exit_code == 0;
  check.verdict = first.code;
  check.confidence = first.confidence;
  check.stage = shown ? shown->stage : first.stage;
  check.words = first.cause;
  if (first.severity != Severity::info) check.fix = first.fix;
  check.took = report.agent_exit;
  if (!check.reached || first.severity == Severity::warning) {
    check.place = who_blocks(report);
    take_path(check, report);
  }
  judge(check, report);
  if (check.result != CheckResult::passed) check.evidence = std::move(report);
}

}  // namespace edge::probe
