// The real World for tests that run outside a network namespace: it refuses every address but
// loopback, so that no test can touch a real network by mistake.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "common/world/world.hpp"

namespace edge::test {

/// dial, listen, datagram and send_to throw std::logic_error for other addresses.
std::unique_ptr<World> make_loopback_world(boost::asio::io_context& context);

}  // namespace edge::test
