// TCP over kernel sockets: connecting with evidence, listening. The socket types stay in tcp.cpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "common/world/world.hpp"

namespace edge {

class NetworkNamespace;

/// World::dial, from `where` or, if null, from the thread's own namespace. `world` measures the
/// deadline. Nothing of the attempt is left when it ends.
Awaitable<DialResult> dial_tcp(World& world, boost::asio::any_io_executor executor,
                               const NetworkNamespace* where, Endpoint peer, DialOptions options);

/// World::listen. An IPv6 address takes IPv6 only, whatever the system's default is.
Result<std::unique_ptr<Listener>> listen_tcp(boost::asio::any_io_executor executor,
                                             const Endpoint& local);

}  // namespace edge
