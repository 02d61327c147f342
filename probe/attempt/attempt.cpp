#include "probe/attempt/attempt.hpp"

#include <fmt/core.h>

#include <boost/asio/error.hpp>
#include <utility>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "probe/attempt/stages.hpp"

namespace edge::probe {
namespace {

Evidence failed_by(std::string_view what) {
  Evidence evidence;
  evidence.outcome = Outcome::failed;
  evidence.note = printable(fmt::format("this could not be taken further: {}", what));
  return evidence;
}

/// Whatever a peer makes a stage throw is that stage's outcome: there is a report of it. What the
/// user has to mend, and the end of the whole run, are not a stage's.
Awaitable<Evidence> evidence_of_stage(Attempt& attempt, const StageRow& row) {
  try {
    co_return co_await row.run(attempt);
  } catch (const UsageError&) {
    throw;
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
    co_return failed_by(error.what());
  } catch (const std::exception& error) {
    co_return failed_by(error.what());
  }
}

Awaitable<Outcome> run_stage(Attempt& attempt, const StageRow& row) {
  Journal& journal = attempt.run.journal;
  journal.stage_begins(std::string(attempt.plan.transport->name), std::string(row.name),
                       attempt.deadline);
  const Duration begin = journal.elapsed();
  Evidence evidence = co_await evidence_of_stage(attempt, row);
  evidence.transport = attempt.plan.transport->name;
  evidence.stage = row.name;
  evidence.begin = begin;
  evidence.end = journal.elapsed();
  if (evidence.outcome == Outcome::cancelled) {
    const bool asked_for = attempt.run.interrupted();
    if (asked_for) evidence.note = "interrupted";
    else evidence.outcome = Outcome::failed;  // a layer gave up by itself
  }
  const Outcome outcome = evidence.outcome;
  journal.record(std::move(evidence));
  co_return outcome;
}

void record_left_out(const Attempt& attempt) {
  for (const auto& stage : attempt.plan.left_out) {
    Evidence evidence;
    evidence.transport = attempt.plan.transport->name;
    evidence.stage = stage;
    evidence.outcome = Outcome::skipped;
    evidence.note = attempt.run.plan.left_out_because;
    evidence.begin = evidence.end = attempt.run.journal.elapsed();
    attempt.run.journal.record(std::move(evidence));
  }
}

}  // namespace

Awaitable<AttemptReport> run_attempt(RunContext& run, const PlannedAttempt& plan) {
  Attempt attempt{run, plan, run.world.now() + run.plan.attempt_timeout};
  AttemptReport report;
  report.transport = plan.transport->name;
  report.begin = run.journal.elapsed();
  for (const auto& name : plan.stages) {
    const StageRow& row = stage_called(name);
    report.stage = name;
    report.outcome = co_await run_stage(attempt, row);
    if (report.outcome != Outcome::ok) break;
    if (row.connected && !std::exchange(report.connected, true)) {
      // At once, as the agent does: how long the connection then holds is another matter.
      const auto& line = run.profile.connected_line;
      run.journal.log("INF", fmt::format(fmt::runtime(line), plan.transport->log_name));
    }
  }
  report.end = run.journal.elapsed();
  if (report.outcome == Outcome::ok) record_left_out(attempt);
  if (attempt.session) co_await attempt.session->close();
  else if (attempt.stream) co_await attempt.stream->close();
  co_return report;
}

}  // namespace edge::probe
