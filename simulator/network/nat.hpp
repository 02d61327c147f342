// Address translation over tracked connections, as netfilter's NAT: what the first packet was bound
// to is applied to every later packet of the connection, in both directions, and to the quotes
// inside ICMP errors about it.
#pragma once

#include "simulator/network/connection_table.hpp"

namespace edge {

/// Decides the source the connection shows from now on: `address` with its own port if that is
/// free, else another. False when no port is left: the packet is then lost.
bool bind_source(Connection& connection, const IpAddress& address, const ConnectionTable& table);

/// Decides where the connection really goes; port 0 keeps the port.
void bind_destination(Connection& connection, const Endpoint& to);

/// Rewrites the packet's destination (prerouting, output) or source (input, postrouting).
void translate_destination(Packet& packet, const Tracked& tracked);
void translate_source(Packet& packet, const Tracked& tracked);

}  // namespace edge
