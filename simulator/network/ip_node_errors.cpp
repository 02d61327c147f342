#include <boost/asio/ip/address.hpp>

#include "simulator/network/ip_node.hpp"

namespace edge {
namespace {

using Kind = RouteDecision::Kind;

IcmpReason reason_of(RejectKind kind) {
  switch (kind) {
    case RejectKind::host_unreachable: return IcmpReason::host_unreachable;
    case RejectKind::net_unreachable: return IcmpReason::net_unreachable;
    case RejectKind::admin_prohibited: return IcmpReason::admin_prohibited;
    case RejectKind::tcp_reset:
    case RejectKind::port_unreachable: break;
  }
  return IcmpReason::port_unreachable;
}

/// What is sent back because of a packet belongs to its connection, so that translations apply even
/// if that packet was the first and never left (nf_conntrack_attach(), nf_conntrack_core.c).
Tracked against(const Tracked& tracked) {
  if (!tracked.connection) return {};
  return {tracked.connection, !tracked.reply, ConnectionState::related};
}

}  // namespace

bool IpNode::may_send_error(const IpAddress& peer, const RouteDecision& route, bool too_big) {
  if (!node_.icmp_errors) return false;
  return too_big || route.kind == Kind::local || error_limit_.allow(peer, loop_.now());
}

/// icmp_send(), net/ipv4/icmp.c: for a packet that reached its destination here, that address
/// answers; for all others the one that the way back to the sender would choose.
void IpNode::send_error(const Flight& about, IcmpReason reason, int next_hop_mtu) {
  const Packet& packet = about.packet;
  const bool quotable = protocol_of(packet) != Protocol::icmp && !packet.source.is_unspecified();
  if (!quotable) return;
  const bool arrived = about.in && !about.out && routing_->is_local(packet.destination);
  FlowKey back{packet.source, std::nullopt, 0};
  if (arrived) back.source = packet.destination;
  const RouteDecision route = routing_->lookup(back);
  if (!route.usable()) return;
  const auto source = arrived ? back.source : routing_->source_for(route, packet.source);
  const bool too_big = reason == IcmpReason::packet_too_big;
  if (!source || !may_send_error(packet.source, route, too_big)) return;
  Flight flight;
  flight.packet.source = *source;
  flight.packet.destination = packet.source;
  flight.packet.payload = icmp_error(reason, packet, next_hop_mtu);
  flight.tracked = against(about.tracked);
  output(std::move(flight));
}

/// ip_error(), net/ipv4/route.c; ip6_pkt_discard() knows "no route" for all but `prohibit`.
void IpNode::answer_unroutable(const Flight& flight) {
  const bool v6 = flight.packet.destination.is_v6();
  switch (flight.route.kind) {
    case Kind::none: return send_error(flight, IcmpReason::net_unreachable);
    case Kind::unreachable:
      return send_error(flight,
                        v6 ? IcmpReason::net_unreachable : IcmpReason::host_unreachable);
    case Kind::prohibit: return send_error(flight, IcmpReason::admin_prohibited);
    case Kind::blackhole:
    case Kind::local:
    case Kind::unicast: return;
  }
}

void IpNode::reject(const Flight& flight, RejectKind kind) {
  if (kind == RejectKind::tcp_reset) {
    send_reset(flight);
  } else {
    send_error(flight, reason_of(kind));
  }
}

/// nf_send_reset(), net/ipv4/netfilter/nf_reject_ipv4.c.
void IpNode::send_reset(const Flight& about) {
  const auto* segment = std::get_if<TcpSegment>(&about.packet.payload);
  if (!segment || segment->rst) return;
  TcpSegment reset;
  reset.source_port = segment->destination_port;
  reset.destination_port = segment->source_port;
  reset.rst = true;
  if (segment->ack) {
    reset.sequence = segment->acknowledgment;
  } else {
    reset.ack = true;
    reset.acknowledgment = segment->sequence + (segment->syn ? 1u : 0u) +
                           (segment->fin ? 1u : 0u) +
                           static_cast<std::uint32_t>(segment->data.size());
  }
  Flight flight;
  flight.packet.source = about.packet.destination;
  flight.packet.destination = about.packet.source;
  flight.packet.payload = std::move(reset);
  flight.tracked = against(about.tracked);
  output(std::move(flight));
}

}  // namespace edge
