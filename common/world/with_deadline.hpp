// The one place that decides "timed out" against "cancelled".
#pragma once

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "common/world/world.hpp"

namespace edge {

/// Runs `operation` until `deadline`. The four cases: it finished first -> its own result; the
/// deadline came first -> it is cancelled and errc::timed_out is returned; the caller was cancelled
/// -> operation_aborted is thrown through, as Asio does; both in one turn -> the result wins, since
/// a byte that has arrived must not be thrown away.
template <class T>
Awaitable<Result<T>> with_deadline(World& world, Instant deadline,
                                   Awaitable<Result<T>> operation) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto finished = co_await (std::move(operation) || world.sleep_until(deadline));
  if (finished.index() == 0) co_return std::get<0>(std::move(finished));
  co_return make_error_code(boost::system::errc::timed_out);
}

}  // namespace edge
