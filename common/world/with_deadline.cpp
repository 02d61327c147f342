#include "common/world/with_deadline.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/world/spawn.hpp"

namespace edge::detail {

namespace asio = boost::asio;

// Not awaitable_operators' `||`: that one waits for the limit when the operation throws, and
// throws the result away when both end in the same turn with the limit first.
Awaitable<LimitOutcome> run_until(Awaitable<void> limit, Awaitable<void> operation) {
  const auto executor = co_await asio::this_coro::executor;
  auto running = asio::co_spawn(executor, std::move(operation), asio::deferred);
  auto limiting = asio::co_spawn(executor, std::move(limit), asio::deferred);
  auto both = asio::experimental::make_parallel_group(std::move(running), std::move(limiting));
  auto [order, thrown, limit_thrown] =
      co_await both.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);

  LimitOutcome outcome;
  outcome.limit_first = order[0] == 1 && !limit_thrown;
  const auto state = co_await asio::this_coro::cancellation_state;
  outcome.caller_cancelled = state.cancelled() != asio::cancellation_type::none;
  const bool told_to_stop = outcome.limit_first && !outcome.caller_cancelled;
  if (thrown && !(told_to_stop && is_cancellation(thrown))) std::rethrow_exception(thrown);
  co_return outcome;
}

}  // namespace edge::detail
