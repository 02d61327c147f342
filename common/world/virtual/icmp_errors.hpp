// What an ICMP error means to a socket: Linux's icmp_err_convert (net/ipv4/icmp.c) and tab_unreach
// (net/ipv6/icmp.c).
#pragma once

#include <optional>

#include "common/world/virtual/packet.hpp"

namespace edge {

inline constexpr std::uint8_t kDestinationUnreachable = 3;  // RFC 792
inline constexpr std::uint8_t kPortUnreachable = 3;
inline constexpr std::uint8_t kFragmentationNeeded = 4;
inline constexpr std::uint8_t kTimeExceeded = 11;

inline constexpr std::uint8_t kDestinationUnreachable6 = 1;  // RFC 4443
inline constexpr std::uint8_t kPortUnreachable6 = 4;
inline constexpr std::uint8_t kPacketTooBig6 = 2;
inline constexpr std::uint8_t kTimeExceeded6 = 3;

struct SocketError {
  ErrorCode error;
  bool fatal = false;  // reaches a connected UDP socket that did not ask for IP_RECVERR
};

/// The error of a connect() or send() that `message` answers; nothing for "fragmentation needed",
/// which is no error, and for what Linux does not know. `ipv6` chooses the table.
std::optional<SocketError> socket_error(const IcmpMessage& message, bool ipv6);

/// "Fragmentation needed" or "packet too big".
bool is_packet_too_big(const IcmpMessage& message, bool ipv6);

/// The answer to a datagram that no socket wants.
IcmpMessage port_unreachable(const Packet& datagram);

}  // namespace edge
