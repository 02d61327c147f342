#include "common/world/address.hpp"

#include <boost/asio/ip/address.hpp>

namespace edge {

Result<IpAddress> parse_address(std::string_view text) {
  ErrorCode error;
  const auto address = boost::asio::ip::make_address(std::string(text), error);
  // A view may hold a NUL, at which the system's parser stops and accepts the beginning.
  const bool whole = text.find('\0') == std::string_view::npos;
  if (error || !whole) return make_error_code(boost::system::errc::invalid_argument);
  return address;
}

bool is_private(const IpAddress& address) {
  if (address.is_v6()) return (address.to_v6().to_bytes()[0] & 0xfe) == 0xfc;
  const auto bits = address.to_v4().to_uint();
  return bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8;
}

bool is_public(const IpAddress& address) {
  if (is_private(address) || address.is_loopback() || address.is_unspecified()) return false;
  if (address.is_v6()) return !address.to_v6().is_link_local();
  const auto bits = address.to_v4().to_uint();
  const bool link_local = bits >> 16 == (169U << 8 | 254U);
  const bool carriers = bits >> 22 == (100U << 2 | 1U);
  return !link_local && !carriers && !address.is_multicast();
}

}  // namespace edge
