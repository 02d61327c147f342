#include "probe/attempt/ntp_message.hpp"

#include <algorithm>

#include "common/base/escape.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kSize = 48, kReference = 12, kOrigin = 24, kTransmit = 40;
constexpr std::uint8_t kClientV4 = 0x23;  // no leap warning, version 4, mode 3
constexpr int kServerMode = 4, kUnsynchronised = 3;
constexpr std::int64_t kFrom1900To1970 = 2'208'988'800;  // seconds
constexpr std::int64_t kEra = std::int64_t{1} << 32;     // seconds until the count begins anew

std::uint32_t number_at(ByteView data, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | data[at + i];
  return number;
}

/// In the era in which it is after 1970: the first one ends in 2036 (RFC 5905 section 6).
WallTime time_at(ByteView data, std::size_t at) {
  std::int64_t seconds = std::int64_t{number_at(data, at)} - kFrom1900To1970;
  if (seconds < 0) seconds += kEra;
  const auto fraction = std::uint64_t{number_at(data, at + 4)} * 1'000'000'000 >> 32;
  return WallTime{std::chrono::seconds{seconds} +
                  std::chrono::nanoseconds{static_cast<std::int64_t>(fraction)}};
}

std::string kiss_code(ByteView data) {
  std::string code;
  for (std::size_t i = 0; i < 4 && data[kReference + i] != 0; ++i) {
    code += static_cast<char>(data[kReference + i]);
  }
  return code.empty() ? "unsynchronised" : printable(code);
}

}  // namespace

Bytes ntp_request(const NtpCookie& cookie) {
  Bytes request(kSize, 0);
  request[0] = kClientV4;
  std::ranges::copy(cookie, request.begin() + kTransmit);
  return request;
}

std::optional<NtpAnswer> understand_ntp(ByteView data, const NtpCookie& cookie) {
  if (data.size() < kSize || (data[0] & 7) != kServerMode) return std::nullopt;
  if (!std::equal(cookie.begin(), cookie.end(), data.begin() + kOrigin)) return std::nullopt;
  NtpAnswer answer{.stratum = data[1], .refusal = {}, .sent = {}};
  if (answer.stratum == 0) answer.refusal = kiss_code(data);
  const bool no_time = data[0] >> 6 == kUnsynchronised || answer.stratum > 15;
  if (no_time && answer.refusal.empty()) answer.refusal = "unsynchronised";
  if (answer.refusal.empty()) answer.sent = time_at(data, kTransmit);
  return answer;
}

}  // namespace edge::probe
