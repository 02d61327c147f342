#include "probe/capture/address_mask.hpp"

#include <algorithm>

namespace edge::probe {
namespace {

/// What must stay for an address to be of its kind: private, shared, link-local; of others the
/// first eight bits.
int kept_bits(const AddressV4& address) {
  constexpr std::pair<std::uint32_t, int> kKinds[] = {
      {0xac100000, 12}, {0xc0a80000, 16}, {0xa9fe0000, 16}, {0x64400000, 10}};
  for (const auto& [network, length] : kKinds) {
    if ((address.to_uint() ^ network) >> (32 - length) == 0) return length;
  }
  return 8;
}

}  // namespace

AddressV4 AddressMask::masked(const AddressV4& address, int length) {
  constexpr int kFlipped = 24;
  if (!coin_ || address.is_loopback() || address.is_multicast()) return address;
  std::uint32_t bits = address.to_uint();
  for (int at = kept_bits(address); at < std::min(length, kFlipped); ++at) {
    const std::uint32_t before = address.to_uint() >> (32 - at);
    auto flip = flips_.find({at, before});
    if (flip == flips_.end()) flip = flips_.emplace(std::pair(at, before), coin_()).first;
    if (flip->second) bits ^= std::uint32_t{1} << (31 - at);
  }
  return AddressV4(bits);
}

}  // namespace edge::probe
