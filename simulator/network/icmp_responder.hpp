// Which ICMP errors one node sends, from which address, and how many: what is never answered, the
// way back, Linux's rate limit. Not for their format (icmp.hpp), nor for sending: the node takes
// what is made here through its output path.
#pragma once

#include <optional>

#include "simulator/network/icmp.hpp"
#include "simulator/network/packet_context.hpp"
#include "simulator/network/routing.hpp"

namespace edge {

class IcmpResponder {
 public:
  /// `enabled`: Node::icmp_errors. `routing` is referred to until the next call.
  void configure(bool enabled, const Routing& routing);

  /// The error about a packet; absent if none is sent. One that is made counts as sent.
  std::optional<PacketContext> error(const PacketContext& about, IcmpReason reason, Instant now,
                                     int next_hop_mtu = 0);

  /// May an error go to `peer` along `route` now? If so, it counts as sent. For errors that the
  /// node's own sockets send; those of error() have been counted.
  bool may_send(const IpAddress& peer, const RouteDecision& route, bool too_big, Instant now);

 private:
  bool enabled_ = true;
  const Routing* routing_ = nullptr;
  IcmpRateLimit limit_;
};

/// What a router tells the sender of a packet that has no usable route; absent: nothing.
std::optional<IcmpReason> unroutable_reason(RouteDecision::Kind kind, bool v6);

/// What a rule's Reject tells the sender; tcp_reset is no ICMP error.
IcmpReason reject_reason(RejectKind kind);

}  // namespace edge
