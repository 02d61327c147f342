#include "simulator/network/path_mtu_cache.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

constexpr int kSmallestIpv4 = 552;
constexpr int kSmallestIpv6 = 1280;
constexpr Duration kLifetime = std::chrono::minutes{10};
constexpr std::size_t kMostDestinations = 1024;

}  // namespace

void PathMtuCache::learn(const IpAddress& destination, int mtu, Instant now) {
  const int known = find(destination, now).value_or(65535);
  const int smallest = destination.is_v4() ? kSmallestIpv4 : kSmallestIpv6;
  if (mtu <= 0 || mtu >= known) return;
  if (learnt_.size() >= kMostDestinations) learnt_.clear();
  learnt_[destination] = {std::max(mtu, smallest), now + kLifetime};
}

std::optional<int> PathMtuCache::find(const IpAddress& destination, Instant now) const {
  const auto found = learnt_.find(destination);
  if (found == learnt_.end() || found->second.expires <= now) return std::nullopt;
  return found->second.mtu;
}

}  // namespace edge
