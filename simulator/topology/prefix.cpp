#include "simulator/topology/prefix.hpp"

#include <boost/asio/ip/address.hpp>

#include "common/base/check.hpp"
#include "common/base/whole_number.hpp"

namespace edge {
namespace {

ErrorCode malformed() {
  return make_error_code(boost::system::errc::invalid_argument);
}

int address_bits(const IpAddress& address) { return address.is_v4() ? 32 : 128; }

bool same_leading_bits(const boost::asio::ip::address_v6::bytes_type& a,
                       const boost::asio::ip::address_v6::bytes_type& b, int length) {
  const auto whole = static_cast<std::size_t>(length / 8);
  for (std::size_t i = 0; i < whole; ++i) {
    if (a[i] != b[i]) return false;
  }
  const int rest = length % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

}  // namespace

bool Prefix::contains(const IpAddress& other) const {
  if (address.is_v4() != other.is_v4()) return false;
  if (length == 0) return true;
  if (address.is_v4()) {
    return ((address.to_v4().to_uint() ^ other.to_v4().to_uint()) >> (32 - length)) == 0;
  }
  return same_leading_bits(address.to_v6().to_bytes(), other.to_v6().to_bytes(), length);
}

std::string to_string(const Prefix& prefix) {
  return prefix.address.to_string() + "/" + std::to_string(prefix.length);
}

Result<Prefix> parse_prefix(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  if (host.find('\0') != std::string_view::npos) return malformed();
  ErrorCode error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (error) return malformed();
  Prefix prefix{address, address_bits(address)};
  if (slash == std::string_view::npos) return prefix;
  const std::string_view bits = text.substr(slash + 1);
  prefix.length = whole_number<int>(bits).value_or(-1);
  const bool in_range = prefix.length >= 0 && prefix.length <= address_bits(address);
  if (bits.size() > 3 || !in_range) return malformed();
  return prefix;
}

Prefix prefix_literal(std::string_view text) {
  const auto prefix = parse_prefix(text);
  CHECK(prefix.has_value());
  return *prefix;
}

}  // namespace edge
