// Addresses of both families as sixteen octets, the bits that two of them share, and their scopes.
#pragma once

#include <bit>

#include "common/world/endpoint.hpp"

namespace edge::probe {

using Octets = boost::asio::ip::address_v6::bytes_type;

/// IPv4 addresses take part as IPv4-mapped ones.
inline Octets octets_of(const IpAddress& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

/// Leading bits that `a` and `b` share.
inline int common_prefix(const Octets& a, const Octets& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto difference = static_cast<std::uint8_t>(a[i] ^ b[i]);
    if (difference != 0) return static_cast<int>(i) * 8 + std::countl_zero(difference);
  }
  return 128;
}

inline constexpr int kLinkLocal = 2, kSiteLocal = 5, kGlobal = 14;  // scopes

/// RFC 4291 section 2.7. What scope IPv4 addresses have is each library's own matter.
inline int v6_scope(const boost::asio::ip::address_v6& address) {
  if (address.is_multicast()) return address.to_bytes()[1] & 0x0f;
  if (address.is_link_local() || address.is_loopback()) return kLinkLocal;
  return address.is_site_local() ? kSiteLocal : kGlobal;
}

}  // namespace edge::probe
