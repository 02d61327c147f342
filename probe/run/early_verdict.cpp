#include "probe/run/early_verdict.hpp"

#include <algorithm>
#include <set>

#include "probe/run/conclude.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostJudged = 500;  // judged again and again: what follows is more of it

/// The attempts as their first tries left them; without times that nobody has seen yet.
std::vector<AttemptReport> attempts_of(const std::vector<Evidence>& evidence) {
  std::vector<AttemptReport> attempts;
  for (const Evidence& seen : evidence) {
    if (seen.attempt == 0 || seen.attempt_try > 1 || seen.connection > 1) continue;
    if (seen.outcome == Outcome::skipped) continue;
    const auto number = static_cast<std::size_t>(seen.attempt);
    if (attempts.size() < number) attempts.resize(number);
    AttemptReport& attempt = attempts[number - 1];
    if (attempt.transport.empty()) attempt.begin = seen.begin;
    attempt.transport = seen.transport;
    attempt.stage = seen.stage;
    attempt.outcome = seen.outcome;
    attempt.end = seen.end;
    attempt.deciding_try = 1;
  }
  std::erase_if(attempts, [](const AttemptReport& attempt) {
    return attempt.transport.empty() || !is_failure(attempt.outcome);
  });
  return attempts;
}

const PathDetail* trace_to(std::string_view subject, const Evidence& seen) {
  const auto* path = detail_of<PathDetail>(seen);
  return path && path->subject == subject ? path : nullptr;
}

}  // namespace

EarlyVerdict::EarlyVerdict(World& world, const Options& options, const Profile& profile,
                           const Plan& plan, Observer& observer)
    : world_(world), options_(options), profile_(profile), plan_(plan), observer_(observer),
      started_(world.now()) {}

void EarlyVerdict::on_log(const LogLine& line) { observer_.on_log(line); }

void EarlyVerdict::on_stage(const std::string& transport, const std::string& stage,
                            Instant deadline) {
  observer_.on_stage(transport, stage, deadline);
  transport_ = transport;
  stage_ = stage;
  stage_begun_ = world_.now();
}

void EarlyVerdict::on_evidence(const Evidence& evidence) {
  observer_.on_evidence(evidence);
  if (evidence_.size() >= kMostJudged) return;
  evidence_.push_back(evidence);
  if (evidence.transport == transport_ && evidence.stage == stage_) stage_.clear();
  const bool beside = evidence.attempt == 0 && evidence.stage != HostDetail::kind;
  if (beside) judge();
}

/// The way to it has been held against another: by another port, and beyond the host where the
/// host is the last that answers.
bool EarlyVerdict::compared(const IpAddress& peer) const {
  std::set<int> ports;
  int furthest = 0;
  bool beyond = false;
  for (const Evidence& seen : evidence_) {
    const auto* path = detail_of<PathDetail>(seen);
    if (!path) continue;
    beyond = beyond || path->subject == PathDetail::beyond_host;
    if (path->target.address != peer) continue;
    ports.insert(path->target.port);
    furthest = std::max(furthest, last_answer(*path));
  }
  return ports.size() > 1 && (beyond || furthest > 1);
}

/// Of a name's addresses those that the agent has no time for, or that another name server gives,
/// are looked at last, and one of them may answer.
bool EarlyVerdict::every_address_seen() const {
  std::set<IpAddress> known, seen;
  for (const Evidence& one : evidence_) {
    if (const auto* names = detail_of<ResolveDetail>(one)) {
      known.insert(names->addresses.begin(), names->addresses.end());
    }
    if (const auto* query = detail_of<QueryDetail>(one)) {
      known.insert(query->addresses.begin(), query->addresses.end());
    }
    if (const auto* path = detail_of<PathDetail>(one)) seen.insert(path->target.address);
    if (const auto* connect = detail_of<ConnectDetail>(one)) {
      for (const ConnectTry& made : connect->tries) seen.insert(made.peer.address);
    }
  }
  return std::ranges::includes(seen, known);
}

/// What ended the attempt has been held against whatever a verdict on it could rest on. What is
/// above TCP is not told early: another port, size or name may still show that it is no silence.
bool EarlyVerdict::compared_for(const Evidence& failure) const {
  if (failure.stage == ConnectDetail::kind) {
    return failure.peer && compared(failure.peer->address) && every_address_seen();
  }
  return failure.stage == ResolveDetail::kind &&
         std::ranges::any_of(evidence_, [](const Evidence& seen) {
           return trace_to(PathDetail::beyond_host, seen) != nullptr;
         });
}

/// A way through a proxy that has not been tried may be open where all others are closed; and where
/// one port is refused, another that is neither open nor refused has a cause of its own.
bool EarlyVerdict::conclusive(const Report& report) const {
  const bool refused = std::ranges::count(report.attempts, Outcome::failed,
                                          &AttemptReport::outcome) > 0;
  for (const PlannedAttempt& planned : plan_.attempts) {
    const std::string_view name = planned.transport->name;
    if (std::ranges::count(report.attempts, name, &AttemptReport::transport) > 0) continue;
    const bool silent = std::ranges::any_of(evidence_, [&](const Evidence& seen) {
      const auto* path = trace_to(name, seen);
      return path && (path->hops.empty() || path->hops.back().answer == Answer::silence);
    });
    if (planned.through_proxy || (refused && silent)) return false;
  }
  return !report.attempts.empty() &&
         std::ranges::all_of(report.attempts, [&](const AttemptReport& attempt) {
           return std::ranges::any_of(report.evidence, [&](const Evidence& seen) {
             return seen.transport == attempt.transport && seen.stage == attempt.stage &&
                    compared_for(seen);
           });
         });
}

/// The connect under way, as if it were over: to where its path was traced. Silence of what is
/// above TCP may be that of a slow hub.
std::optional<Evidence> EarlyVerdict::silent_connect() const {
  const Instant now = world_.now();
  if (stage_ != ConnectDetail::kind || now - stage_begun_ < kNoAnswer) return std::nullopt;
  const PathDetail* trace = nullptr;
  for (const Evidence& seen : evidence_) {
    if (!trace) trace = trace_to(transport_, seen);
  }
  if (!trace) return std::nullopt;
  ConnectTry made;
  made.peer = trace->target;
  made.source = trace->source;
  made.begin = stage_begun_ - started_;
  made.end = now - started_;
  Evidence pending;
  pending.transport = transport_;
  pending.stage = stage_;
  pending.outcome = Outcome::timed_out;
  pending.begin = made.begin;
  pending.end = made.end;
  pending.peer = made.peer;
  pending.attempt_try = pending.connection = 1;
  for (const Evidence& seen : evidence_) {  // its name has been looked up
    if (seen.transport == transport_ && seen.attempt > 0) pending.attempt = seen.attempt;
  }
  if (pending.attempt == 0) return std::nullopt;
  pending.number = evidence_.back().number + 1;
  pending.detail = ConnectDetail{{made}};
  return pending;
}

Report EarlyVerdict::seen_so_far() const {
  Report report;
  report.profile = profile_.name;
  report.host = options_.hub;
  report.until = plan_.attempts.front().stages.back();
  report.targets = targets_of(plan_);
  report.evidence = evidence_;
  if (auto pending = silent_connect()) report.evidence.push_back(*std::move(pending));
  std::ranges::stable_sort(report.evidence, {}, &Evidence::number);
  report.attempts = attempts_of(report.evidence);
  return report;
}

void EarlyVerdict::judge() {
  Report report = seen_so_far();
  if (!conclusive(report)) return;
  conclude(report, profile_);
  if (report.verdicts.empty()) return;
  const Verdict& first = report.verdicts.front();
  const bool known = first.severity == Severity::error && first.confidence != Confidence::possible;
  if (!known || first.code == told_) return;
  told_ = first.code;
  observer_.on_verdict(first, world_.now() - started_);
}

}  // namespace edge::probe
