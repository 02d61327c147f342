// The eight bytes that begin every AMQP layer (part 2, section 2.2): recognised before Proton sees
// them, so that an HTTP error page or another AMQP version is recorded for what it is.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "common/base/bytes.hpp"

namespace edge {

using AmqpHeader = std::array<std::uint8_t, 8>;

inline constexpr AmqpHeader kAmqpHeader{'A', 'M', 'Q', 'P', 0, 1, 0, 0};
inline constexpr AmqpHeader kSaslHeader{'A', 'M', 'Q', 'P', 3, 1, 0, 0};

enum class HeaderKind {
  incomplete,  // agrees with "AMQP" so far
  amqp,        // 0 1.0.0
  sasl,        // 3 1.0.0
  other_amqp,  // "AMQP" and other numbers: TLS layer, 0-9-1, ...
  not_amqp,
};

/// Judges the first bytes of a peer; decided at the first byte that cannot belong to a header.
HeaderKind classify_header(ByteView first_bytes);

/// "AMQP 0 1 0 0" for eight bytes that begin with AMQP, otherwise empty.
std::string describe_header(ByteView first_bytes);

}  // namespace edge
