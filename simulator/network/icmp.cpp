#include "simulator/network/icmp.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

constexpr Duration kInterval = std::chrono::seconds{1};
constexpr int kBurst = 6;
constexpr std::size_t kMaxPeers = 4096;

struct TypeAndCode {
  std::uint8_t type, code;
};

TypeAndCode type_and_code(IcmpReason reason, bool v6) {
  switch (reason) {
    case IcmpReason::time_exceeded: return v6 ? TypeAndCode{3, 0} : TypeAndCode{11, 0};
    case IcmpReason::net_unreachable: return v6 ? TypeAndCode{1, 0} : TypeAndCode{3, 0};
    case IcmpReason::host_unreachable: return v6 ? TypeAndCode{1, 3} : TypeAndCode{3, 1};
    case IcmpReason::port_unreachable: return v6 ? TypeAndCode{1, 4} : TypeAndCode{3, 3};
    case IcmpReason::admin_prohibited: return v6 ? TypeAndCode{1, 1} : TypeAndCode{3, 13};
    case IcmpReason::packet_too_big: break;
  }
  return v6 ? TypeAndCode{2, 0} : TypeAndCode{3, 4};
}

}  // namespace

IcmpMessage icmp_error(IcmpReason reason, const Packet& about, int next_hop_mtu) {
  const auto [type, code] = type_and_code(reason, about.source.is_v6());
  return {type, code, next_hop_mtu, quote(about)};
}

bool is_packet_too_big(const IcmpMessage& message, bool v6) {
  const auto [type, code] = type_and_code(IcmpReason::packet_too_big, v6);
  return message.type == type && message.code == code;
}

bool IcmpRateLimit::allow(const IpAddress& peer, Instant now) {
  if (buckets_.size() >= kMaxPeers) buckets_.clear();
  auto& bucket = buckets_.try_emplace(peer, Bucket{kBurst * kInterval, now}).first->second;
  bucket.tokens = std::min<Duration>(bucket.tokens + (now - bucket.last), kBurst * kInterval);
  bucket.last = now;
  if (bucket.tokens < kInterval) return false;
  bucket.tokens -= kInterval;
  return true;
}

}  // namespace edge
