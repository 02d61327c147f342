#include "simulator/network/icmp_responder.hpp"

#include <boost/asio/ip/address.hpp>

#include "common/base/check.hpp"

namespace edge {

void IcmpResponder::configure(bool enabled, const Routing& routing) {
  enabled_ = enabled;
  routing_ = &routing;
}

bool IcmpResponder::may_send(const IpAddress& peer, const RouteDecision& route, bool too_big,
                             Instant now) {
  if (!enabled_) return false;
  return too_big || route.kind == RouteDecision::Kind::local || limit_.allow(peer, now);
}

/// icmp_send(), net/ipv4/icmp.c: for a packet that reached its destination here, that address
/// answers; for all others the one that the way back to the sender would choose.
std::optional<PacketContext> IcmpResponder::error(const PacketContext& about, IcmpReason reason,
                                                  Instant now, int next_hop_mtu) {
  CHECK(routing_);
  const Packet& packet = about.packet;
  const bool quotable = protocol_of(packet) != Protocol::icmp && !packet.source.is_unspecified();
  if (!quotable) return std::nullopt;
  const bool arrived = about.in && !about.out && routing_->is_local(packet.destination);
  FlowKey back{packet.source, std::nullopt, 0};
  if (arrived) back.source = packet.destination;
  const RouteDecision route = routing_->lookup(back);
  if (!route.usable()) return std::nullopt;
  const auto source = arrived ? back.source : routing_->source_for(route, packet.source);
  const bool too_big = reason == IcmpReason::packet_too_big;
  if (!source || !may_send(packet.source, route, too_big, now)) return std::nullopt;
  PacketContext error;
  error.packet.source = *source;
  error.packet.destination = packet.source;
  error.packet.payload = icmp_error(reason, packet, next_hop_mtu);
  error.tracked = related_to(about.tracked);
  return error;
}

/// ip_error(), net/ipv4/route.c; ip6_pkt_discard() knows "no route" for all but `prohibit`.
std::optional<IcmpReason> unroutable_reason(RouteDecision::Kind kind, bool v6) {
  using Kind = RouteDecision::Kind;
  switch (kind) {
    case Kind::none: return IcmpReason::net_unreachable;
    case Kind::unreachable:
      return v6 ? IcmpReason::net_unreachable : IcmpReason::host_unreachable;
    case Kind::prohibit: return IcmpReason::admin_prohibited;
    case Kind::blackhole:
    case Kind::local:
    case Kind::unicast: break;
  }
  return std::nullopt;
}

IcmpReason reject_reason(RejectKind kind) {
  CHECK(kind != RejectKind::tcp_reset);
  switch (kind) {
    case RejectKind::host_unreachable: return IcmpReason::host_unreachable;
    case RejectKind::net_unreachable: return IcmpReason::net_unreachable;
    case RejectKind::admin_prohibited: return IcmpReason::admin_prohibited;
    case RejectKind::tcp_reset:
    case RejectKind::port_unreachable: break;
  }
  return IcmpReason::port_unreachable;
}

}  // namespace edge
