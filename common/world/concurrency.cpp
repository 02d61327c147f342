#include "common/world/concurrency.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace edge {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

Awaitable<void> both(Awaitable<void> first, Awaitable<void> second) {
  co_await (std::move(first) && std::move(second));
}

/// Not the operator: it goes on after a throw.
Awaitable<void> until_one_ends(Awaitable<void> first, Awaitable<void> second) {
  const auto executor = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, std::move(first), asio::deferred),
      asio::co_spawn(executor, std::move(second), asio::deferred));
  const auto [order, first_thrown, second_thrown] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const auto& thrown = order.front() == 0 ? first_thrown : second_thrown;
  if (thrown) std::rethrow_exception(thrown);
}

Awaitable<void> let_others_run() {
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
}

}  // namespace edge
