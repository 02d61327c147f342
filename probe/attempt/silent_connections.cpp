#include "probe/attempt/silent_connections.hpp"

#include <boost/asio/error.hpp>

#include "common/amqp/error.hpp"
#include "common/base/check.hpp"
#include "common/report/failure_symbol.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/agent_session_state.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/attempt/stages/rows.hpp"
#include "probe/attempt/waits.hpp"
#include "probe/evidence/idle_limit.hpp"

namespace edge::probe {
namespace {

/// The agent's OPEN, but that neither end is asked for heartbeats and none is sent.
OpenFields silent_open(OpenFields fields) {
  fields.idle_timeout = {};
  fields.heartbeats = false;
  return fields;
}

bool is_reset(const ErrorCode& error) {
  return error == boost::asio::error::connection_reset || error == boost::asio::error::broken_pipe;
}

/// Not the answer that was asked for, but the peer's: it got what was sent.
bool is_refusal(const ErrorCode& error) {
  return error == AmqpErrc::ended || error == AmqpErrc::protocol;
}

TcpInfo tcp_of(Connection& connection) { return connection.session->state().pump.tcp_info(); }

/// A session, which a hub gives to strangers too: its answer has come all the way.
Awaitable<Result<void>> begin_session(SessionState& state) {
  co_return co_await state.wait_until_begun(state.begin_session());
}

SilenceEnd end_of(const Result<void>& answer, const TcpInfo& tcp) {
  if (answer) return SilenceEnd::answered;
  const ErrorCode error = answer.error();
  if (error == boost::system::errc::timed_out) {
    return tcp.unacked.value_or(0) > 0 ? SilenceEnd::dropped : SilenceEnd::unanswered;
  }
  if (is_reset(error)) return SilenceEnd::reset;
  return is_refusal(error) ? SilenceEnd::answered : SilenceEnd::closed_early;
}

}  // namespace

SilentConnections::SilentConnections(const Connection& like)
    : run_(like.run), plan_(like.plan), peer_(*like.peer), begun_(like.run.world.now()),
      unseen_(begun_) {}

Awaitable<void> SilentConnections::pass(std::vector<Duration> silences, IdleDetail& found) {
  CHECK(silences.size() <= kMostSilent);
  enough_.reset();
  found_before_ = found.silences.size();
  ++found.passes;
  co_await from(silences, 0, found);
}

Awaitable<void> SilentConnections::from(const std::vector<Duration>& silences, std::size_t index,
                                        IdleDetail& found) {
  if (index == silences.size()) co_return;
  // The longest first: it decides when the pass ends.
  const Duration silence = silences[silences.size() - 1 - index];
  co_await both(one(silence, kIdleStagger * index, found), from(silences, index + 1, found));
}

Awaitable<void> SilentConnections::one(Duration silence, Duration after, IdleDetail& found) {
  World& world = run_.world;
  co_await wait_until(run_, world.now() + after);
  if (over()) co_return;
  Connection connection{run_, plan_,
                        {.deadline = world.now() + run_.plan.attempt_timeout,
                         .attempt_ends = world.now() + run_.plan.attempt_timeout,
                         .given_up = unseen_,
                         .settled = settled_}};
  connection.addresses = {peer_.address};
  connection.open_fields = silent_open(run_.profile.open);
  Silence seen{.lasted = silence};
  if (co_await open(connection, found)) {
    found.rtt = tcp_of(connection).rtt.value_or(found.rtt);
    const Duration begun = world.now() - begun_;
    seen = co_await measure(connection, silence);
    seen.begun = begun;
  }
  if (!over()) found.silences.push_back(seen);
  if (connection.session) co_await connection.session->close();
  else if (connection.stream) co_await connection.stream->close();
  if (limit_is_passed(std::span(found.silences).subspan(found_before_))) enough_.set();
}

Awaitable<bool> SilentConnections::open(Connection& connection, IdleDetail& found) {
  for (const auto& name : plan_.stages) {
    const StageRow& row = stage_called(name);
    if (row.name == ResolveDetail::kind || row.on_request) continue;
    const Evidence evidence = co_await evidence_of_stage(connection, row);
    if (evidence.outcome == Outcome::ok) continue;
    if (found.error.empty()) {
      found.error = {failure_symbol(evidence), std::string(name) + ": " + failure_symbol(evidence)};
    }
    co_return false;
  }
  ++found.connections;
  co_return true;
}

Awaitable<Silence> SilentConnections::measure(Connection& connection, Duration silence) {
  const Instant begun = run_.world.now();
  const auto received = tcp_of(connection).bytes_received;
  const auto ended = co_await stay(connection, begun + silence);
  Silence seen{.lasted = run_.world.now() - begun, .end = SilenceEnd::closed_early};
  if (seen.lasted < silence) {
    if (ended.has_error() && is_reset(ended.error())) seen.end = SilenceEnd::reset_early;
    co_return seen;
  }
  const bool disturbed = tcp_of(connection).bytes_received != received;
  seen = co_await ask(connection, silence);
  if (disturbed) seen.end = SilenceEnd::disturbed;
  co_return seen;
}

/// Reads what comes, so that the end of the connection is seen when it comes.
Awaitable<Result<void>> SilentConnections::stay(Connection& connection, Instant until) {
  auto staying = connection.session->state().wait_for([] { return false; });
  auto limited = with_deadline(run_.world, until, std::move(staying));
  co_return co_await unless_stopped(run_, with_limit(enough_.limit(), std::move(limited)));
}

Awaitable<Silence> SilentConnections::ask(Connection& connection, Duration silence) {
  const Instant asked = run_.world.now();
  auto asking = with_deadline(run_.world, asked + kIdlePatience,
                              begin_session(connection.session->state()));
  const auto answer = co_await unless_stopped(run_, std::move(asking));
  Silence seen{.lasted = silence, .end = end_of(answer, tcp_of(connection))};
  const bool came = seen.end != SilenceEnd::dropped && seen.end != SilenceEnd::unanswered;
  if (came) seen.answer = run_.world.now() - asked;
  co_return seen;
}

}  // namespace edge::probe
