// An address with a prefix length: an interface's address ("172.18.0.2/16") or a route's
// destination ("0.0.0.0/1").
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/world/endpoint.hpp"

namespace edge {

struct Prefix {
  IpAddress address;
  int length = 0;  // bits, 0..32 or 0..128

  bool contains(const IpAddress& other) const;
  bool operator==(const Prefix&) const = default;
};

std::string to_string(const Prefix& prefix);
/// Parses "A.B.C.D/N"; a bare address is a host prefix. Errors: errc::invalid_argument.
Result<Prefix> parse_prefix(std::string_view text);
/// For tables of constants: as parse_prefix, but a malformed literal is a bug.
Prefix prefix_literal(std::string_view text);

}  // namespace edge
