#include "simulator/network/packet.hpp"

#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

constexpr int kIpv4Header = 20;
constexpr int kIpv6Header = 40;
constexpr int kTcpHeader = 20;
constexpr int kMaxSegmentOption = 4;
constexpr int kUdpHeader = 8;
constexpr int kIcmpHeader = 8;
constexpr int kQuotedTransport = 8;

int ip_header(const Packet& packet) {
  return packet.destination.is_v4() ? kIpv4Header : kIpv6Header;
}

}  // namespace

std::size_t segment_length(const TcpSegment& segment) {
  return segment.data.size() + (segment.syn ? 1 : 0) + (segment.fin ? 1 : 0);
}

TcpSegment reset_for(const TcpSegment& segment) {
  TcpSegment reset;
  reset.source_port = segment.destination_port;
  reset.destination_port = segment.source_port;
  reset.rst = true;
  reset.ack = !segment.ack;
  if (segment.ack) {
    reset.sequence = segment.acknowledgment;
  } else {
    reset.acknowledgment =
        segment.sequence + static_cast<std::uint32_t>(segment_length(segment));
  }
  return reset;
}

int Packet::size() const {
  const int header = ip_header(*this);
  if (const auto* tcp = std::get_if<TcpSegment>(&payload)) {
    const int options = tcp->max_segment_size ? kMaxSegmentOption : 0;
    return header + kTcpHeader + options + static_cast<int>(tcp->data.size());
  }
  if (const auto* udp = std::get_if<UdpDatagram>(&payload)) {
    if (udp->tunnelled) return udp->tunnelled_size;
    return header + kUdpHeader + static_cast<int>(udp->data.size());
  }
  return header + kIcmpHeader + header + kQuotedTransport;
}

Protocol protocol_of(const Packet& packet) {
  constexpr Protocol kProtocols[] = {Protocol::tcp, Protocol::udp, Protocol::icmp};
  return kProtocols[packet.payload.index()];
}

Endpoint source_of(const Packet& packet) {
  if (const auto* tcp = std::get_if<TcpSegment>(&packet.payload)) {
    return {packet.source, tcp->source_port};
  }
  const auto* udp = std::get_if<UdpDatagram>(&packet.payload);
  return {packet.source, udp ? udp->source_port : std::uint16_t{0}};
}

Endpoint destination_of(const Packet& packet) {
  if (const auto* tcp = std::get_if<TcpSegment>(&packet.payload)) {
    return {packet.destination, tcp->destination_port};
  }
  const auto* udp = std::get_if<UdpDatagram>(&packet.payload);
  return {packet.destination, udp ? udp->destination_port : std::uint16_t{0}};
}

QuotedPacket quote(const Packet& packet) {
  const auto* tcp = std::get_if<TcpSegment>(&packet.payload);
  return {packet.source,          packet.destination,          protocol_of(packet),
          source_of(packet).port, destination_of(packet).port, tcp ? tcp->sequence : 0};
}

}  // namespace edge
