// The World of the machine the program runs on: kernel sockets, clocks and files, in the network
// namespace of the calling thread. Needs no privilege. Not for simulation: see ../virtual.
#pragma once

#include <memory>

#include "common/world/world.hpp"

namespace boost::asio {
class io_context;
}

namespace edge {

/// A World whose operations run on `context`, which must outlive it. A socket belongs to the
/// network namespace that the thread is in when dial, datagram or listen is called.
std::unique_ptr<World> make_real_world(boost::asio::io_context& context);

}  // namespace edge
