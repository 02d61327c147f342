// The one place that decides "timed out" against "cancelled".
#pragma once

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <utility>

#include "common/world/spawn.hpp"
#include "common/world/world.hpp"

namespace edge {

namespace detail {

struct LimitOutcome {
  bool limit_first = false;    // the operation was told to stop, and has ended since
  bool caller_cancelled = false;
};

/// Runs `operation` and `limit` side by side until both have ended; the first to end stops the
/// other. Rethrows what `operation` throws, except its answer to the limit.
Awaitable<LimitOutcome> run_until(Awaitable<void> limit, Awaitable<void> operation);

}  // namespace detail

/// Runs `operation` until `limit` ends. It always ends before this returns, so it may refer to the
/// caller's locals. The four cases:
/// - it ended first: its own result, or what it threw;
/// - the limit came first: it is cancelled, and errc::timed_out is returned;
/// - the caller was cancelled: operation_aborted is thrown through, as Asio does;
/// - both in one turn: a value wins, since a byte that has arrived must not be thrown away; an
///   error that comes after the limit does not, as it may be the cancelled operation's own.
template <class T>
Awaitable<Result<T>> with_limit(Awaitable<void> limit, Awaitable<Result<T>> operation) {
  std::optional<Result<T>> kept;
  auto keeping = keep_result(std::move(operation), kept);
  const detail::LimitOutcome outcome =
      co_await detail::run_until(std::move(limit), std::move(keeping));
  if (kept && kept->has_value()) co_return std::move(*kept);
  if (outcome.caller_cancelled) {
    throw boost::system::system_error(boost::asio::error::operation_aborted);
  }
  if (outcome.limit_first) co_return make_error_code(boost::system::errc::timed_out);
  co_return std::move(*kept);
}

/// The same until `deadline`.
template <class T>
Awaitable<Result<T>> with_deadline(World& world, Instant deadline,
                                   Awaitable<Result<T>> operation) {
  return with_limit(world.limit(deadline), std::move(operation));
}

}  // namespace edge
