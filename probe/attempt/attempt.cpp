#include "probe/attempt/attempt.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/host_name.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/attempt/waits.hpp"
#include "probe/profiles/exception_words.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kKeptTries = 50;

}  // namespace

Attempt::Attempt(RunContext& run, const PlannedAttempt& plan, int number)
    : run_(run), plan_(plan), number_(number),
      budget_ends_(run.world.now() + run.plan.attempt_timeout) {
  report_.transport = plan.transport->name;
  report_.begin = report_.end = run.journal.elapsed();
}

Awaitable<void> Attempt::open() {
  while (true) {
    const Instant begin = run_.world.now();
    ++tries_;
    const ConnectionEnd end = co_await make_try(tries_);
    const bool opened = end.connected || stage_called(end.stage).on_request;
    if (end.outcome == Outcome::ok || opened || run_.stop.is_set()) break;
    const Retry retry =
        retry_after(run_.profile.failures, report_.transport, end.stage, end.symbol);
    fatal_ = retry == Retry::fatal;
    exception_ = exception_of(end);
    if (fatal_ || retry == Retry::never || run_.options.quick) break;
    const bool again = co_await wait_for_next(retry, begin);
    if (!given_up_) report_.end = opened_ = run_.journal.elapsed();
    if (!again) break;
  }
  ended_.set();
  settled_.set();
}

Awaitable<void> Attempt::over_or(Instant until) {
  co_await with_deadline(run_.world, until, settled_.wait_result());
}

Awaitable<void> Attempt::wait_until_over() {
  co_await with_deadline(run_.world, budget_ends_, settled_.wait_result());
  if (settled_.is_set()) {  // for a connection that is kept, no budget counts
    if (!ended_.is_set()) co_await ended_.wait();
    co_return;
  }
  given_up_ = budget_ends_;
  report_.end = opened_ = run_.journal.elapsed();
  if (report_.deciding_try != 0) co_return;
  report_.deciding_try = 1;  // it is still under way
  report_.stage = stage_.name;
  report_.outcome = Outcome::timed_out;
}

std::optional<Duration> Attempt::stage_limit() const {
  return run_.options.quick ? std::optional(kQuickSilence) : std::nullopt;
}

std::optional<Instant> Attempt::end_of_try() const {
  if (run_.options.quick) return std::nullopt;  // each stage has a limit of its own
  switch (run_.profile.budget) {
    case Budget::wall: return std::nullopt;
    case Budget::running_try: return budget_ends_;
    case Budget::between_tries: return run_.world.now() + run_.profile.try_timeout;
  }
  return std::nullopt;
}

Awaitable<ConnectionEnd> Attempt::make_try(int number) {
  ConnectionPlace place{.attempt = number_,
                        .attempt_try = number,
                        .deadline = end_of_try(),
                        .stage_limit = stage_limit(),
                        .attempt_ends = budget_ends_,
                        .given_up = given_up_,
                        .settled = settled_};
  TryReport made{.number = number, .begin = run_.journal.elapsed()};
  const ConnectionEnd first = co_await run_connection(run_, plan_, place, stage_);
  made.connections = 1;
  made.stage = first.stage;
  made.outcome = first.outcome;
  made.end = first.ended;
  if (!given_up_) decide(made, first);
  // Where the links share a session that stands, no further connection is opened for them.
  const bool shared = stage_called(first.stage).disturbs_agent;
  const bool once = first.outcome == Outcome::ok || shared || run_.options.quick;
  const int most = once ? 1 : run_.profile.connections_of_a_try;
  while (made.connections < most && !run_.stop.is_set()) {
    place.connection = ++made.connections;
    made.end = (co_await run_connection(run_, plan_, place, stage_)).ended;
    if (!given_up_) report_.end = opened_ = made.end;
  }
  add(made);
  co_return first;
}

Awaitable<bool> Attempt::wait_for_next(Retry retry, Instant last_begin) {
  World& world = run_.world;
  const bool throttled = retry == Retry::throttled;
  const Backoff& backoff = throttled ? run_.profile.throttled : run_.profile.retry;
  const Duration wait = next_wait(run_, backoff, throttled ? ++throttled_ : tries_);
  const bool wall = run_.profile.budget == Budget::wall;
  if (!wall && world.now() >= budget_ends_) co_return false;
  const Instant next = std::max(world.now() + wait, last_begin + backoff.between_starts);
  if (!given_up_) run_.paths.pausing(wall ? std::min(next, budget_ends_) : next);
  co_await wait_until(run_, next);
  co_return !run_.stop.is_set() && (wall || world.now() < budget_ends_);
}

std::string Attempt::exception_of(const ConnectionEnd& end) const {
  std::string proxy;
  if (plan_.through_proxy) proxy = "http://" + join_host_and_port(plan_.host, plan_.port);
  const bool by_socket = run_.profile.try_timeout > Duration{};
  return exception_words(run_.profile.c_library,
                         {report_.transport, end.stage, end.symbol, proxy, by_socket});
}

void Attempt::add(const TryReport& made) {
  auto& tries = report_.tries;
  if (tries.size() < kKeptTries) {
    tries.push_back(made);
  } else {
    run_.journal.forget(number_, tries.back().number);
    tries.back() = made;
  }
}

void Attempt::decide(const TryReport& made, const ConnectionEnd& first) {
  const bool got_through = made.outcome == Outcome::ok || first.connected;
  report_.connected = first.connected;
  report_.end = made.end;
  const bool stays = made.outcome == Outcome::ok || made.stage == MessageDetail::kind;
  opened_ = stays ? first.opened : made.end;  // no agent sends test messages
  if (report_.deciding_try != 0 && !got_through) return;
  report_.deciding_try = made.number;
  report_.stage = made.stage;
  report_.outcome = made.outcome;
}

}  // namespace edge::probe
