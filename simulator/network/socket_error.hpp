// What an ICMP error means to a socket: Linux's icmp_err_convert (net/ipv4/icmp.c) and tab_unreach
// (net/ipv6/icmp.c).
#pragma once

#include <optional>

#include "simulator/network/packet.hpp"

namespace edge {

/// The error of a connect() or send() that `message` answers; nothing for "packet too big", which
/// is no error, and for what Linux does not know. `v6` chooses the table.
std::optional<ErrorCode> socket_error(const IcmpMessage& message, bool v6);

}  // namespace edge
