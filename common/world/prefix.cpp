#include "common/world/prefix.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "common/base/check.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"

namespace edge {
namespace {

ErrorCode malformed_prefix() {
  return make_error_code(boost::system::errc::invalid_argument);
}

/// The address whose bytes are those that `change` makes of this one's.
template <class Change>
IpAddress with_bytes(const IpAddress& address, Change change) {
  const auto changed = [&](auto bytes) {
    change(bytes);
    return bytes;
  };
  if (address.is_v4()) return boost::asio::ip::address_v4(changed(address.to_v4().to_bytes()));
  return boost::asio::ip::address_v6(changed(address.to_v6().to_bytes()));
}

/// The bits of byte `index` that are behind a prefix of `length` bits.
unsigned char host_bits(std::size_t index, int length) {
  const int kept = std::clamp(length - 8 * static_cast<int>(index), 0, 8);
  return static_cast<unsigned char>(0xff >> kept);
}

}  // namespace

int address_bits(const IpAddress& address) { return address.is_v4() ? 32 : 128; }

bool Prefix::contains(const IpAddress& other) const {
  return address.is_v4() == other.is_v4() &&
         first_address(*this) == first_address({other, length});
}

Prefix one_address(const IpAddress& address) { return {address, address_bits(address)}; }

Prefix network_of(const Prefix& prefix) { return {first_address(prefix), prefix.length}; }

IpAddress first_address(const Prefix& prefix) {
  return with_bytes(prefix.address, [&](auto& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] &= ~host_bits(i, prefix.length);
  });
}

IpAddress last_address(const Prefix& prefix) {
  return with_bytes(prefix.address, [&](auto& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] |= host_bits(i, prefix.length);
  });
}

IpAddress next_address(const IpAddress& address) {
  if (address == last_address({address, 0})) return address;
  return with_bytes(address, [](auto& bytes) {
    for (auto byte = bytes.rbegin(); ++*byte == 0;) ++byte;
  });
}

std::string to_string(const Prefix& prefix) {
  return prefix.address.to_string() + "/" + std::to_string(prefix.length);
}

Result<Prefix> parse_prefix(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return malformed_prefix();
  if (slash == std::string_view::npos) return one_address(*address);
  const std::string_view bits = text.substr(slash + 1);
  const auto length = whole_number<int>(bits);
  const bool in_range = length && *length >= 0 && *length <= address_bits(*address);
  if (bits.size() > 3 || !in_range) return malformed_prefix();
  return Prefix{*address, *length};
}

Prefix prefix_literal(std::string_view text) {
  const auto prefix = parse_prefix(text);
  CHECK(prefix.has_value());
  return *prefix;
}

}  // namespace edge
