// The addresses of a host as glibc 2.36's getaddrinfo(AF_UNSPEC) finds them, unordered: literal
// addresses, the hosts file, then DNS with search list and ndots. Used by the probe's resolver and
// by the simulator's services; the order of addresses is probe/resolver/address_order. musl's is
// musl_lookup.hpp.
#pragma once

#include <string>
#include <vector>

#include "common/dns/search.hpp"

namespace edge {

/// Fills source, error and exchanges of `detail` as it goes, times since `started`. Errors:
/// `host_not_found` (EAI_NONAME or EAI_NODATA) and `host_not_found_try_again` (EAI_AGAIN) of
/// boost::asio::error::netdb_category.
Awaitable<Result<std::vector<IpAddress>>> lookup_host(World& world, std::string name,
                                                      ResolverConfig config, Instant started,
                                                      ResolveDetail& detail);

/// What a caller of getaddrinfo() is told of "EAI_AGAIN", or of another of its errors, as above.
ErrorCode getaddrinfo_error(std::string_view symbol);
/// What getaddrinfo() calls `error`, as `detail` and the caller are told of it.
ErrorCode getaddrinfo_error(HostError error, ResolveDetail& detail);

}  // namespace edge
