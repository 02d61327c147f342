#include "common/world/side_by_side.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

namespace edge {

using namespace boost::asio::experimental::awaitable_operators;

Awaitable<void> both(Awaitable<void> first, Awaitable<void> second) {
  co_await (std::move(first) && std::move(second));
}

Awaitable<void> either(Awaitable<void> first, Awaitable<void> second) {
  co_await (std::move(first) || std::move(second));
}

}  // namespace edge
