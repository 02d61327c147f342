#include "common/world/virtual/icmp_errors.hpp"

#include <array>
#include <cerrno>

#include "common/base/check.hpp"

namespace edge {

namespace {

struct Row {
  int number = 0;
  bool fatal = false;
};

constexpr std::array<Row, 16> kUnreachable4{{
    {ENETUNREACH, false},   // network
    {EHOSTUNREACH, false},  // host
    {ENOPROTOOPT, true},    // protocol
    {ECONNREFUSED, true},   // port
    {EMSGSIZE, false},      // fragmentation needed: see is_packet_too_big
    {EOPNOTSUPP, false},    // source route failed
    {ENETUNREACH, true},    // network unknown
    {EHOSTDOWN, true},      // host unknown
    {ENONET, true},         // host isolated
    {ENETUNREACH, true},    // network prohibited
    {EHOSTUNREACH, true},   // host prohibited
    {ENETUNREACH, false},   // network, type of service
    {EHOSTUNREACH, false},  // host, type of service
    {EHOSTUNREACH, true},   // administratively prohibited
    {EHOSTUNREACH, true},   // precedence violation
    {EHOSTUNREACH, true},   // precedence cut-off
}};

constexpr std::array<Row, 7> kUnreachable6{{
    {ENETUNREACH, false},   // no route
    {EACCES, true},         // administratively prohibited
    {EHOSTUNREACH, false},  // beyond scope
    {EHOSTUNREACH, false},  // address
    {ECONNREFUSED, true},   // port
    {EACCES, true},         // source address failed policy
    {EACCES, true},         // reject route
}};

SocketError to_error(const Row& row) {
  return {ErrorCode(row.number, boost::system::system_category()), row.fatal};
}

}  // namespace

std::optional<SocketError> socket_error(const IcmpMessage& message, bool ipv6) {
  if (is_packet_too_big(message, ipv6)) return {};
  if (message.type == (ipv6 ? kTimeExceeded6 : kTimeExceeded)) {
    return to_error({EHOSTUNREACH, false});
  }
  if (message.type != (ipv6 ? kDestinationUnreachable6 : kDestinationUnreachable)) return {};
  if (ipv6) {
    if (message.code >= kUnreachable6.size()) return {};
    return to_error(kUnreachable6[message.code]);
  }
  if (message.code >= kUnreachable4.size()) return {};
  return to_error(kUnreachable4[message.code]);
}

bool is_packet_too_big(const IcmpMessage& message, bool ipv6) {
  if (ipv6) return message.type == kPacketTooBig6;
  return message.type == kDestinationUnreachable && message.code == kFragmentationNeeded;
}

IcmpMessage port_unreachable(const Packet& packet) {
  const auto* datagram = std::get_if<UdpDatagram>(&packet.payload);
  CHECK(datagram);
  const bool ipv6 = packet.destination.is_v6();
  IcmpMessage message;
  message.type = ipv6 ? kDestinationUnreachable6 : kDestinationUnreachable;
  message.code = ipv6 ? kPortUnreachable6 : kPortUnreachable;
  message.quoted.source = packet.source;
  message.quoted.destination = packet.destination;
  message.quoted.protocol = Protocol::udp;
  message.quoted.source_port = datagram->source_port;
  message.quoted.destination_port = datagram->destination_port;
  return message;
}

}  // namespace edge
