// A packet on its way through one node, with what the node has found out about it so far, as in the
// kernel's sk_buff: what all parts of the IP layer hand to each other. Not for packets on a wire or
// in a queue: these are packet.hpp's.
#pragma once

#include "simulator/network/connection_table.hpp"
#include "simulator/network/packet.hpp"
#include "simulator/network/routing.hpp"

namespace edge {

/// The pointers last until the node's configuration changes, so what waits in the event loop keeps
/// none of them.
struct PacketContext {
  Packet packet;
  const Interface* in = nullptr;   // absent: made here
  const Interface* out = nullptr;  // absent: not routed yet, or for this node itself
  RouteDecision route;
  Tracked tracked;
};

}  // namespace edge
