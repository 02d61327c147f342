// The text form of an address alone; with a port it is endpoint.hpp's.
#pragma once

#include <string_view>

#include "common/base/result.hpp"
#include "common/world/endpoint.hpp"

namespace edge {

/// Parses an IPv4 or IPv6 address without brackets or port.
Result<IpAddress> parse_address(std::string_view text);

}  // namespace edge
