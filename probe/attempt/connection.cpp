#include "probe/attempt/connection.hpp"

#include <fmt/core.h>

#include <boost/asio/error.hpp>
#include <utility>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/report/failure_symbol.hpp"
#include "common/report/layout.hpp"
#include "probe/attempt/stages.hpp"

namespace edge::probe {
namespace {

Evidence failed_by(std::string_view what) {
  Evidence evidence;
  evidence.outcome = Outcome::failed;
  evidence.note = printable(fmt::format("this could not be taken further: {}", what));
  return evidence;
}

Evidence place_in(const Connection& connection, Evidence evidence) {
  evidence.transport = connection.plan.transport->name;
  evidence.attempt = connection.place.attempt;
  evidence.attempt_try = connection.place.attempt_try;
  evidence.connection = connection.place.connection;
  return evidence;
}

/// What the stage came to for the agent, which may have gone on without it since `begin`.
void judge_outcome(const Connection& connection, Evidence& evidence) {
  const auto& given_up = connection.place.given_up;
  const Journal& journal = connection.run.journal;
  const bool too_late = given_up && journal.started() + evidence.begin < *given_up;
  if (evidence.outcome == Outcome::cancelled) {
    if (connection.run.interrupted()) {
      evidence.note = "interrupted";
    } else if (too_late) {  // it was silent then, and has been since
      evidence.outcome = Outcome::timed_out;
      evidence.end = *given_up - journal.started();
    } else if (connection.run.stop.is_set()) {
      evidence.note = "the agent has ended";
    } else {
      evidence.outcome = Outcome::failed;  // a layer gave up by itself
    }
  } else if (evidence.outcome == Outcome::ok && too_late) {
    evidence.outcome = Outcome::timed_out;
    evidence.note = fmt::format("the answer came at {}, after the agent had given up",
                                human_duration(evidence.end));
  }
}

TcpInfo tcp_of(const Connection& connection) {
  return connection.tcp ? connection.tcp->info() : TcpInfo{};
}

/// What TCP had to send again since `before`, and what of it is not acknowledged.
void note_repetitions(const TcpInfo& before, const TcpInfo& now, Evidence& evidence) {
  if (!before.total_retrans || !now.total_retrans) return;  // connect tells of itself
  evidence.sent_again = static_cast<int>(*now.total_retrans - *before.total_retrans);
  if (evidence.outcome != Outcome::ok) {
    const bool window_closed = now.unacked == 0U && now.unsent.value_or(0) > 0;
    evidence.unacknowledged = static_cast<int>(now.unacked.value_or(0)) + (window_closed ? 1 : 0);
  }
}

/// Gives what the stage itself came to, for the connection to go on.
Awaitable<Outcome> run_stage(Connection& connection, const StageRow& row, ConnectionEnd& end) {
  Journal& journal = connection.run.journal;
  if (!connection.unseen()) {
    journal.stage_begins(std::string(connection.plan.transport->name), std::string(row.name),
                         connection.place.attempt_ends);
  }
  if (const auto limit = connection.place.stage_limit) {
    connection.place.deadline = connection.run.world.now() + *limit;
  }
  const int number = journal.reserve_number();
  const Duration begin = journal.elapsed();
  const TcpInfo before = tcp_of(connection);
  Evidence evidence = place_in(connection, co_await evidence_of_stage(connection, row));
  evidence.number = number;
  evidence.stage = row.name;
  evidence.begin = begin;
  evidence.end = journal.elapsed();
  note_repetitions(before, tcp_of(connection), evidence);
  const bool ok = evidence.outcome == Outcome::ok;
  judge_outcome(connection, evidence);
  end.outcome = evidence.outcome;
  end.symbol = ok ? "" : failure_symbol(evidence);
  journal.record(std::move(evidence));
  co_return ok ? Outcome::ok : end.outcome;
}

void record_left_out(const Connection& connection) {
  for (const auto& stage : connection.plan.left_out) {
    Evidence evidence = place_in(connection, {});
    evidence.stage = stage;
    evidence.outcome = Outcome::skipped;
    evidence.note = connection.run.plan.left_out_because;
    evidence.begin = evidence.end = connection.run.journal.elapsed();
    connection.run.journal.record(std::move(evidence));
  }
}

/// False: another way has shown what the hub says of it, and this one was not asked for.
Awaitable<bool> take_identity(RunContext& run, const PlannedAttempt& plan) {
  IdentityTurn& turn = run.identity;
  while (turn.taken) {
    turn.released.reset();
    co_await turn.released.wait();
  }
  if (turn.used && !plan.asked_for) co_return false;
  co_return turn.taken = turn.used = true;
}

void release_identity(RunContext& run) {
  run.identity.taken = false;
  run.identity.released.set();
}

/// At once, as the agent does: how long the connection then holds is another matter.
void note_connected(const Connection& connection, ConnectionEnd& end) {
  if (std::exchange(end.connected, true) || connection.unseen()) return;
  connection.place.settled.set();
  connection.run.log("INF", connection.run.profile.connected_line, connection.plan);
}

}  // namespace

Awaitable<Evidence> evidence_of_stage(Connection& connection, const StageRow& row) {
  try {
    co_return co_await row.run(connection);
  } catch (const UsageError&) {
    throw;
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
    co_return failed_by(error.what());
  } catch (const std::exception& error) {
    co_return failed_by(error.what());
  }
}

Awaitable<ConnectionEnd> run_connection(RunContext& run, const PlannedAttempt& plan,
                                        const ConnectionPlace& place, StageUnderWay& stage) {
  Connection connection{run, plan, place};
  ConnectionEnd end;
  Outcome outcome = Outcome::ok;
  bool has_identity = !run.options.quick;
  for (const auto& name : plan.stages) {
    const StageRow& row = stage_called(name);
    if (row.needs_identity && !has_identity) {
      has_identity = co_await take_identity(run, plan);
      if (!has_identity) {
        outcome = end.outcome = Outcome::skipped;
        break;
      }
    }
    stage = {name, run.world.now()};
    end.stage = name;
    outcome = co_await run_stage(connection, row, end);
    end.ended = run.journal.elapsed();
    if (!row.on_request) end.opened = end.ended;
    if (outcome != Outcome::ok) break;
    if (row.connected) note_connected(connection, end);
  }
  if (outcome == Outcome::ok) record_left_out(connection);
  if (connection.session) co_await connection.session->close();
  else if (connection.stream) co_await connection.stream->close();
  if (run.options.quick && has_identity) release_identity(run);
  co_return end;
}

}  // namespace edge::probe
