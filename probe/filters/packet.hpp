// A packet as packet filters see it: the first of a connection, its answer, or what follows.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "probe/filters/known_bits.hpp"

namespace edge::probe {

/// What the connection table knows of it (NF_INET_PRE_ROUTING, priority -200).
/// `stray`: an answer to what the table does not know; `never`: a rule keeps it out.
enum class Tracking { not_yet, first, known, stray, never };

enum class PacketKind { opens, answers, goes_on };

struct FilterPacket {
  std::string in_link, out_link;  // names; empty: none, or not decided yet
  int in_index = 0, out_index = 0;
  std::string in_kind, out_kind;
  std::uint8_t protocol = 0;      // of IP
  KnownBits network, transport;   // the headers
  KnownBits mark = KnownBits::number(0), connection_mark = KnownBits::number(0);
  Tracking tracking = Tracking::not_yet;
  PacketKind kind = PacketKind::opens;
  bool opened_untracked = false;  // the connection's first packet was kept out of the table
  bool source_translated = false, destination_translated = false;
  /// RTN_LOCAL, RTN_UNICAST, ...: what an address is to this host.
  std::function<int(const boost::asio::ip::address&)> address_type;

  bool tracked() const { return tracking == Tracking::first || tracking == Tracking::known; }
  /// As the connection table does when the packet comes to it.
  void track();

  bool ipv6() const { return network.size() == 40; }
  KnownBits source() const { return ipv6() ? network.part(8, 16) : network.part(12, 4); }
  KnownBits destination() const { return ipv6() ? network.part(24, 16) : network.part(16, 4); }
  void set_source(const boost::asio::ip::address& address);
  void set_destination(const boost::asio::ip::address& address);
};

struct PacketEnds {
  boost::asio::ip::address source, destination;
  std::uint16_t source_port = 0, port = 0;  // 0: a program's own, 32768 or more
};

/// A TCP packet that opens a connection, accepts it, or acknowledges that; or a UDP datagram.
FilterPacket make_packet(std::uint8_t protocol, const PacketEnds& ends, PacketKind kind);

}  // namespace edge::probe
