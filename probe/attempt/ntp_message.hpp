// What a simple client sends to a time server, and what it makes of the answer (RFC 5905 sections
// 7.3 and 14). Pure.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/world/time.hpp"

namespace edge::probe {

inline constexpr std::uint16_t kNtpPort = 123;
using NtpCookie = std::array<std::uint8_t, 8>;

/// A request of 48 bytes. `cookie` stands where the client's time would: a server gives it back, so
/// that an answer is known to be one, and no clock is told to anybody.
Bytes ntp_request(const NtpCookie& cookie);

struct NtpAnswer {
  int stratum = 0;
  std::string refusal;          // the kiss code (stratum 0), or "unsynchronised"
  std::optional<WallTime> sent; // the server's clock when it sent; absent with a refusal
};

/// Nothing for what is no answer to that request.
std::optional<NtpAnswer> understand_ntp(ByteView data, const NtpCookie& cookie);

}  // namespace edge::probe
