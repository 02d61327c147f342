// An address alone: its text form, and whose it may be; with a port it is endpoint.hpp's.
#pragma once

#include <string_view>

#include "common/base/result.hpp"
#include "common/world/endpoint.hpp"

namespace edge {

/// Parses an IPv4 or IPv6 address without brackets or port.
Result<IpAddress> parse_address(std::string_view text);

/// RFC 1918 or RFC 4193: of a site's own.
bool is_private(const IpAddress& address);
/// Of one machine in the internet, as far as its address tells: not private, of a carrier's own
/// network (RFC 6598), of one link or of this machine.
bool is_public(const IpAddress& address);

}  // namespace edge
