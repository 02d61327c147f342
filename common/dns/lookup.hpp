// The addresses of a host as glibc 2.36's getaddrinfo(AF_UNSPEC) finds them, unordered: literal
// addresses, the hosts file, then DNS with search list and ndots. Used by the probe's resolver and
// by the simulator's services; the order of addresses is probe/resolver/address_order.
#pragma once

#include <string>
#include <vector>

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

/// Fills source, error and exchanges of `detail` as it goes, times since `started`. Errors:
/// `host_not_found` (EAI_NONAME or EAI_NODATA) and `host_not_found_try_again` (EAI_AGAIN) of
/// boost::asio::error::netdb_category.
Awaitable<Result<std::vector<IpAddress>>> lookup_host(World& world, std::string name,
                                                      ResolverConfig config, Instant started,
                                                      ResolveDetail& detail);

}  // namespace edge
