// The kernel's TCP_INFO of a socket as a TcpInfo. Not for the virtual world, which fills its own.
#pragma once

#include <cstddef>

#include "common/world/stream.hpp"

namespace edge {

/// Empty fields where the kernel is too old to report them, or `socket` is no TCP socket.
TcpInfo read_tcp_info(int socket);

}  // namespace edge
