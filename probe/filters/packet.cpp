#include "probe/filters/packet.hpp"

#include <netinet/in.h>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

constexpr char kTcpSyn = 0x02, kTcpAck = 0x10;
constexpr std::size_t kNetworkBytes = 20, kNetworkBytes6 = 40, kTcpBytes = 20, kUdpBytes = 8;

/// Programs get their own port from net.ipv4.ip_local_port_range, which begins at 32768.
KnownBits number16(std::uint16_t number) {
  if (number == 0) return {std::string("\x80\0", 2), std::string("\x80\0", 2)};
  return KnownBits::all({static_cast<char>(number >> 8), static_cast<char>(number)});
}

KnownBits ipv4_header(std::uint8_t protocol) {
  auto header = KnownBits::none(kNetworkBytes);
  header.write(0, KnownBits::all({'\x45'}));  // version 4, no options
  header.write(6, {std::string("\x40\0", 2), std::string("\x3f\xff", 2)});  // no fragment
  header.write(9, KnownBits::all({static_cast<char>(protocol)}));
  return header;
}

/// Without extension headers.
KnownBits ipv6_header(std::uint8_t protocol) {
  auto header = KnownBits::none(kNetworkBytes6);
  header.write(0, {std::string("\x60", 1), std::string("\xf0", 1)});  // version 6
  header.write(6, KnownBits::all({static_cast<char>(protocol)}));
  return header;
}

}  // namespace

void FilterPacket::set_source(const boost::asio::ip::address& address) {
  network.write(ipv6() ? 8 : 12, KnownBits::all(address_bytes(address)));
}

void FilterPacket::set_destination(const boost::asio::ip::address& address) {
  network.write(ipv6() ? 24 : 16, KnownBits::all(address_bytes(address)));
}

void FilterPacket::track() {
  if (tracking != Tracking::not_yet) return;
  if (kind == PacketKind::opens) {
    tracking = Tracking::first;
  } else if (!opened_untracked) {
    tracking = Tracking::known;
  } else {
    // An answer opens a connection of UDP, but none of TCP.
    tracking = protocol == IPPROTO_TCP ? Tracking::stray : Tracking::first;
  }
}

FilterPacket make_packet(std::uint8_t protocol, const PacketEnds& ends, PacketKind kind) {
  FilterPacket packet;
  packet.protocol = protocol;
  packet.kind = kind;
  packet.network = ends.source.is_v4() ? ipv4_header(protocol) : ipv6_header(protocol);
  packet.set_source(ends.source);
  packet.set_destination(ends.destination);
  const bool tcp = protocol == IPPROTO_TCP;
  packet.transport = KnownBits::none(tcp ? kTcpBytes : kUdpBytes);
  packet.transport.write(0, number16(ends.source_port));
  packet.transport.write(2, number16(ends.port));
  const char flags = static_cast<char>((kind == PacketKind::goes_on ? 0 : kTcpSyn) |
                                       (kind == PacketKind::opens ? 0 : kTcpAck));
  if (tcp) packet.transport.write(13, KnownBits::all({flags}));
  return packet;
}

}  // namespace edge::probe
