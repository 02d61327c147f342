// The rows of stages.cpp, and what their files share.
#pragma once

#include "common/base/error_fact.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/attempt.hpp"
#include "probe/evidence/answer.hpp"

namespace edge::probe {

Awaitable<Evidence> resolve_stage(Attempt& attempt);
Awaitable<Evidence> connect_stage(Attempt& attempt);
Awaitable<Evidence> proxy_stage(Attempt& attempt);
Awaitable<Evidence> tls_stage(Attempt& attempt);
Awaitable<Evidence> websocket_stage(Attempt& attempt);
Awaitable<Evidence> amqp_open_stage(Attempt& attempt);
Awaitable<Evidence> cbs_stage(Attempt& attempt);
Awaitable<Evidence> link_stage(Attempt& attempt);
Awaitable<Evidence> hold_stage(Attempt& attempt);

/// `timed_out`: the end of the attempt's budget; `cancelled`: an interruption; everything else that
/// is not clear is `failed`.
Outcome outcome_of(const ErrorCode& error);

/// `operation`; errc::operation_canceled when the run is interrupted first.
template <class T>
Awaitable<Result<T>> unless_interrupted(const RunContext& run, Awaitable<Result<T>> operation) {
  if (!run.interruption) co_return co_await std::move(operation);
  auto result = co_await with_limit(run.interruption->wait(), std::move(operation));
  const bool told_to_stop = result.has_error() && run.interrupted();
  if (told_to_stop && result.error() == boost::system::errc::timed_out) {
    co_return make_error_code(boost::system::errc::operation_canceled);
  }
  co_return result;
}

/// The same, within the attempt's budget.
template <class T>
Awaitable<Result<T>> in_time(const Attempt& attempt, Awaitable<Result<T>> operation) {
  return unless_interrupted(
      attempt.run, with_deadline(attempt.run.world, attempt.deadline, std::move(operation)));
}

/// Evidence with an outcome and a detail. `error` goes into the detail's own error field, unless a
/// layer has named it better. When it was stopped, what a layer names is its own cancellation.
template <class DetailType>
Evidence evidence_of(const ErrorCode& error, DetailType detail) {
  Evidence evidence;
  evidence.outcome = outcome_of(error);
  const bool stopped = evidence.outcome != Outcome::failed;
  if (error && (stopped || detail.error.empty())) detail.error = error_fact(error);
  evidence.detail = std::move(detail);
  return evidence;
}

}  // namespace edge::probe
