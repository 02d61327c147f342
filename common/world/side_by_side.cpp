#include "common/world/side_by_side.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <tuple>
#include <utility>

namespace edge {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

Awaitable<void> both(Awaitable<void> first, Awaitable<void> second) {
  co_await (std::move(first) && std::move(second));
}

namespace {

/// What a group of coroutines ends with: which ended first, and what each threw.
template <class Order, class... Thrown>
void rethrow_of_first(const Order& order, const Thrown&... thrown) {
  const std::array<std::exception_ptr, sizeof...(thrown)> all{thrown...};
  if (const auto first = all[order.front()]) std::rethrow_exception(first);
}

/// Not the operators: theirs go on after a throw, and each pair of them costs three coroutines.
template <class... Work>
Awaitable<void> until_first_ends(Work... work) {
  const auto executor = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, std::move(work), asio::deferred)...);
  const auto ended =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  std::apply([](const auto&... parts) { rethrow_of_first(parts...); }, ended);
}

}  // namespace

Awaitable<void> until_one_ends(Awaitable<void> first, Awaitable<void> second) {
  return until_first_ends(std::move(first), std::move(second));
}

Awaitable<void> until_one_ends(Awaitable<void> first, Awaitable<void> second,
                               Awaitable<void> third) {
  return until_first_ends(std::move(first), std::move(second), std::move(third));
}

}  // namespace edge
