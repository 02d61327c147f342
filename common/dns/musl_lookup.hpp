// The addresses of a host as musl's getaddrinfo(AF_UNSPEC) finds them (src/network/lookup_name.c),
// unordered: literal addresses, the hosts file, then DNS with search list and ndots. glibc's is
// lookup.hpp; the order of addresses is probe/resolver/musl_order.
#pragma once

#include <string>
#include <vector>

#include "common/dns/musl_send.hpp"

namespace edge::musl {

/// As lookup_host().
Awaitable<Result<std::vector<IpAddress>>> lookup_host(World& world, std::string name,
                                                      ResolverConfig config, Instant started,
                                                      ResolveDetail& detail,
                                                      Release release = Release::v1_2_5);

}  // namespace edge::musl
