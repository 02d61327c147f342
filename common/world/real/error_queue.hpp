// The error queue of a socket (ip(7) IP_RECVERR, ipv6(7) IPV6_RECVERR): which ICMP error came, and
// from whom. For TCP the queue is filled while connecting only, since Linux 5.8 for users without
// privilege (kernel commit 45af29ca761c, net/ipv4/tcp_ipv4.c).
#pragma once

#include <optional>

#include "common/base/result.hpp"
#include "common/world/world.hpp"

namespace edge {

struct QueuedError {
  ErrorCode error;  // what the kernel makes of it: net/ipv4/icmp.c, icmp_err_convert
  IcmpError icmp;
  std::optional<Endpoint> to;  // whom the packet was for; known of datagrams
};

/// Asks the kernel to queue ICMP errors of `socket`, of the address family `address` has.
ErrorCode enable_error_queue(int socket, const IpAddress& address);

/// The oldest ICMP error in the queue, if any; the rest is discarded. Never waits.
std::optional<QueuedError> take_icmp_error(int socket);

}  // namespace edge
