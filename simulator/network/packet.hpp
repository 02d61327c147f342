// One IP packet of the virtual network, with the fields the model needs. No bytes on the wire:
// checksums and header layouts are not what the simulation is about.
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "common/base/bytes.hpp"
#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"
#include "simulator/topology/filter.hpp"

namespace edge {

/// RFC 9293. Sequence numbers wrap modulo 2^32.
struct TcpSegment {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  std::uint32_t window = 0;                       // bytes, scaling already applied
  std::optional<std::uint16_t> max_segment_size;  // option, on SYN only
  // The option of RFC 7323, on SYN only: when it was sent, and when the one that it answers was.
  std::optional<Instant> timestamp, timestamp_echo;
  Bytes data;
};

/// Is it the first of a connection?
inline bool opens(const TcpSegment& segment) {
  return segment.syn && !segment.ack && !segment.rst;
}

/// How many sequence numbers it takes: SEG.LEN of RFC 9293 section 3.3.1.
std::size_t segment_length(const TcpSegment& segment);
/// What answers a segment that no connection takes (RFC 9293 section 3.10.7.1).
TcpSegment reset_for(const TcpSegment& segment);

constexpr int kLargestPacket = 65535;  // bytes, with its headers

struct Packet;

struct UdpDatagram {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  Bytes data;
  std::shared_ptr<const Packet> tunnelled;  // set instead of data inside a VPN tunnel
  int tunnelled_size = 0;                   // bytes of `tunnelled` and the tunnel's overhead
};

/// The beginning of the packet that an ICMP error is about (RFC 792: header + 64 bits).
struct QuotedPacket {
  IpAddress source;
  IpAddress destination;
  Protocol protocol = Protocol::tcp;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
};

/// An ICMP error (the model has no other ICMP).
struct IcmpMessage {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  int next_hop_mtu = 0;  // bytes, for "fragmentation needed" (RFC 1191)
  QuotedPacket quoted;
};

struct Packet {
  IpAddress source;
  IpAddress destination;
  int ttl = 64;
  std::uint32_t mark = 0;     // local to the node that holds the packet
  bool dont_fragment = true;
  std::variant<TcpSegment, UdpDatagram, IcmpMessage> payload;

  /// IP header, transport header and payload, in bytes.
  int size() const;
};

Protocol protocol_of(const Packet& packet);
/// Address and port of the sender or the receiver; port 0 for ICMP.
Endpoint source_of(const Packet& packet);
Endpoint destination_of(const Packet& packet);
/// What an ICMP error about `packet` repeats of it.
QuotedPacket quote(const Packet& packet);

}  // namespace edge
