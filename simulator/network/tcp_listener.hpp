// The passive side of a node's TCP: connections that have been opened and wait to be accepted.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "common/world/event.hpp"
#include "common/world/world.hpp"
#include "simulator/network/tcp_socket.hpp"

namespace edge {

/// Shared by the stack, which fills it, and the listener, which empties it.
struct AcceptQueue {
  static constexpr std::size_t kBacklog = 128;

  TcpStack* stack = nullptr;  // null once either has ended
  Endpoint local;
  std::deque<std::shared_ptr<TcpSocket>> ready;
  std::size_t embryonic = 0;  // SYN received, not yet established
  Event arrived;

  bool full() const { return ready.size() + embryonic >= kBacklog; }
};

/// A listener whose end closes the port and resets what nobody accepted.
std::unique_ptr<Listener> make_tcp_listener(std::shared_ptr<AcceptQueue> queue);

}  // namespace edge
