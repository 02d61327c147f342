#include "simulator/network/nat.hpp"

#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

constexpr int kMostPortsTried = 1024;

/// A packet of this direction as it looks when both its addresses are translated.
Tuple translated(const Tracked& tracked) {
  const Connection& connection = *tracked.connection;
  return inverse(tracked.reply ? connection.original : connection.reply);
}

const Tuple& untranslated(const Tracked& tracked) {
  const Connection& connection = *tracked.connection;
  return tracked.reply ? connection.reply : connection.original;
}

/// The kernel keeps privileged ports privileged (nf_nat_l4proto_unique_tuple, net/netfilter).
std::uint16_t next_port(std::uint16_t port, std::uint16_t wanted) {
  const std::uint16_t lowest = wanted < 512 ? 1 : wanted < 1024 ? 600 : 1024;
  const std::uint16_t highest = wanted < 512 ? 511 : wanted < 1024 ? 1023 : 65535;
  return port >= highest ? lowest : static_cast<std::uint16_t>(port + 1);
}

void set_source_port(Packet& packet, std::uint16_t port) {
  if (auto* tcp = std::get_if<TcpSegment>(&packet.payload)) tcp->source_port = port;
  if (auto* udp = std::get_if<UdpDatagram>(&packet.payload)) udp->source_port = port;
}

void set_destination_port(Packet& packet, std::uint16_t port) {
  if (auto* tcp = std::get_if<TcpSegment>(&packet.payload)) tcp->destination_port = port;
  if (auto* udp = std::get_if<UdpDatagram>(&packet.payload)) udp->destination_port = port;
}

}  // namespace

bool bind_source(Connection& connection, const IpAddress& address, const ConnectionTable& table) {
  Tuple reply = connection.reply;
  const std::uint16_t wanted = reply.destination.port;
  reply.destination.address = address;
  for (int tries = 0; tries < kMostPortsTried; ++tries) {
    if (table.is_free(reply)) {
      connection.reply = reply;
      connection.source_bound = true;
      return true;
    }
    reply.destination.port = next_port(reply.destination.port, wanted);
  }
  return false;
}

void bind_destination(Connection& connection, const Endpoint& to) {
  connection.reply.source.address = to.address;
  if (to.port != 0) connection.reply.source.port = to.port;
  connection.destination_bound = true;
}

void translate_destination(Packet& packet, const Tracked& tracked) {
  if (!tracked.connection) return;
  const Endpoint destination = translated(tracked).destination;
  if (destination == untranslated(tracked).destination) return;
  packet.destination = destination.address;
  if (auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) {
    icmp->quoted.source = destination.address;
    icmp->quoted.source_port = destination.port;
  } else {
    set_destination_port(packet, destination.port);
  }
}

void translate_source(Packet& packet, const Tracked& tracked) {
  if (!tracked.connection) return;
  const Endpoint source = translated(tracked).source;
  if (source == untranslated(tracked).source) return;
  packet.source = source.address;
  if (auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) {
    icmp->quoted.destination = source.address;
    icmp->quoted.destination_port = source.port;
  } else {
    set_source_port(packet, source.port);
  }
}

}  // namespace edge
