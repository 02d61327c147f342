// The rows of stages.cpp, and what their files share.
#pragma once

#include "common/base/error_fact.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/connection.hpp"
#include "probe/evidence/answer.hpp"

namespace edge::probe {

Awaitable<Evidence> resolve_stage(Connection& connection);
Awaitable<Evidence> connect_stage(Connection& connection);
Awaitable<Evidence> proxy_stage(Connection& connection);
Awaitable<Evidence> tls_stage(Connection& connection);
Awaitable<Evidence> websocket_stage(Connection& connection);
Awaitable<Evidence> amqp_open_stage(Connection& connection);
Awaitable<Evidence> cbs_stage(Connection& connection);
Awaitable<Evidence> link_stage(Connection& connection);
Awaitable<Evidence> message_stage(Connection& connection);
Awaitable<Evidence> hold_stage(Connection& connection);
Awaitable<Evidence> idle_stage(Connection& connection);
Awaitable<Evidence> http_stage(Connection& connection);
Awaitable<Evidence> registry_stage(Connection& connection);
Awaitable<Evidence> ntp_stage(Connection& connection);

/// How long an endpoint may take to answer a request by HTTP.
inline constexpr Duration kPagePatience = std::chrono::milliseconds{3300};
/// For the Host field: without the port if that is the usual one.
std::string host_field(const std::string& host, std::uint16_t port);

/// `timed_out`: the end of the try's time; `cancelled`: all is to stop; everything else that is not
/// clear is `failed`.
Outcome outcome_of(const ErrorCode& error);

/// `operation`; errc::operation_canceled when all is to stop first.
template <class T>
Awaitable<Result<T>> unless_stopped(RunContext& run, Awaitable<Result<T>> operation) {
  auto result = co_await with_limit(run.stop.limit(), std::move(operation));
  const bool told_to_stop = result.has_error() && run.stop.is_set();
  if (told_to_stop && result.error() == boost::system::errc::timed_out) {
    co_return make_error_code(boost::system::errc::operation_canceled);
  }
  co_return result;
}

/// The same, within the time of its try.
template <class T>
Awaitable<Result<T>> in_time(Connection& connection, Awaitable<Result<T>> operation) {
  if (const auto deadline = connection.place.deadline) {
    operation = with_deadline(connection.run.world, *deadline, std::move(operation));
  }
  return unless_stopped(connection.run, std::move(operation));
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
