// Positions in one direction of a TCP connection, counted without wrapping: the SYN has position 0,
// the first byte of data 1, the FIN the one after the last byte. Sequence numbers on the wire are
// positions plus the initial sequence number, modulo 2^32 (RFC 9293 section 3.4).
#pragma once

#include <cstdint>

namespace edge {

using TcpPosition = std::uint64_t;

inline std::uint32_t wrap_position(TcpPosition position, std::uint32_t initial) {
  return initial + static_cast<std::uint32_t>(position);
}

/// The position nearest to `near` that has this sequence number; those before the SYN give 0, which
/// is never acceptable once the SYN has been taken.
inline TcpPosition unwrap_sequence(std::uint32_t sequence, std::uint32_t initial,
                                   TcpPosition near) {
  const auto ahead = static_cast<std::int32_t>(sequence - wrap_position(near, initial));
  const auto position = static_cast<std::int64_t>(near) + ahead;
  return position < 0 ? 0 : static_cast<TcpPosition>(position);
}

}  // namespace edge
