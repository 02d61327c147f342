// ICMP destination-unreachable codes in words (RFC 792, RFC 1812 section 5.2.7, RFC 4443).
#pragma once

#include <string>

#include "common/world/world.hpp"

namespace edge::probe {

/// Linux asks for a neighbour for 3 s before it says that a host is unreachable (arp(7):
/// mcast_solicit 3, retrans_time 1 s); from a route or a rule the answer comes at once.
inline constexpr Duration kNeighbourAsked = std::chrono::milliseconds{900};

/// "administratively prohibited (ICMP 3/13)".
std::string icmp_text(const IcmpError& error);

/// Nothing listens on that port, says the machine itself.
bool is_port_unreachable(const IcmpError& error);

/// A router has no way to the address, whatever the port: network or host unreachable, no route,
/// address unreachable, or a way that goes in a circle.
bool is_host_unreachable(const IcmpError& error);

}  // namespace edge::probe
