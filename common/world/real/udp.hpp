// Datagrams over kernel sockets; ICMP errors of connected sockets come back as error codes.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "common/world/world.hpp"

namespace edge {

/// World::datagram. The family is that of `connect`, else of `bind`, else IPv4.
Result<std::unique_ptr<DatagramSocket>> open_udp(boost::asio::any_io_executor executor,
                                                 const DatagramOptions& options);

}  // namespace edge
