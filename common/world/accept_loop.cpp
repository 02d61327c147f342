#include "common/world/accept_loop.hpp"

#include <boost/asio/error.hpp>

namespace edge {
namespace {

constexpr Duration kPauseAfterError = std::chrono::milliseconds{100};  // not to spin

}  // namespace

Awaitable<void> accept_loop(World& world, std::unique_ptr<Listener> listener,
                            TakeConnection take) {
  while (true) {
    auto accepted = co_await listener->accept();
    if (accepted) {
      if (!take(std::move(accepted->stream))) co_return;
    } else {
      if (accepted.error() == boost::asio::error::operation_aborted) co_return;
      // Out of descriptors, or the client has gone again: neither ends a server.
      co_await world.sleep_until(world.now() + kPauseAfterError);
    }
  }
}

}  // namespace edge
