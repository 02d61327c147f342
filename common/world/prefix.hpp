// An address with a prefix length: an interface's address ("172.18.0.2/16") or a route's
// destination ("0.0.0.0/1").
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/world/endpoint.hpp"

namespace edge {

/// 32 or 128.
int address_bits(const IpAddress& address);

struct Prefix {
  IpAddress address;
  int length = 0;  // bits, 0..address_bits(address)

  bool contains(const IpAddress& other) const;
  bool is_one_address() const { return length == address_bits(address); }
  bool operator==(const Prefix&) const = default;
};

/// "192.0.2.1/32" or "2001:db8::1/128".
Prefix one_address(const IpAddress& address);
/// The network of an interface's address: "172.18.0.2/16" is on 172.18.0.0/16.
Prefix network_of(const Prefix& prefix);
/// Of its network; of IPv4 hosts have neither, except in a /31 or /32.
IpAddress first_address(const Prefix& prefix);
IpAddress last_address(const Prefix& prefix);
/// The next number; the last address's is itself.
IpAddress next_address(const IpAddress& address);

std::string to_string(const Prefix& prefix);
/// Parses "A.B.C.D/N"; a bare address is a host prefix. Errors: errc::invalid_argument.
Result<Prefix> parse_prefix(std::string_view text);
/// For tables of constants: as parse_prefix, but a malformed literal is a bug.
Prefix prefix_literal(std::string_view text);

}  // namespace edge
