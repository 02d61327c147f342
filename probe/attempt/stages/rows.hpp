// The rows of stages.cpp, and what their files share.
#pragma once

#include "common/base/error_fact.hpp"
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

/// `timed_out` is the end of the attempt's budget; everything else that is not clear is `failed`.
Outcome outcome_of(const ErrorCode& error);

/// Evidence with an outcome and a detail. `error` goes into the detail's own error field, unless a
/// layer has named it better. When time ran out, what a layer names is its own cancellation.
template <class DetailType>
Evidence evidence_of(const ErrorCode& error, DetailType detail) {
  Evidence evidence;
  evidence.outcome = outcome_of(error);
  const bool timed_out = evidence.outcome == Outcome::timed_out;
  if (error && (timed_out || detail.error.empty())) detail.error = error_fact(error);
  evidence.detail = std::move(detail);
  return evidence;
}

}  // namespace edge::probe
