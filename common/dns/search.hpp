// Which names to ask DNS for, and what the answers mean: glibc 2.36's search list
// (resolv/res_query.c) and its reading of two answers (resolv/nss_dns/dns-host.c).
#pragma once

#include <string>
#include <vector>

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

/// h_errno of netdb.h.
enum class HostError { none, host_not_found, try_again, no_data, no_recovery };

struct SearchResult {
  HostError error = HostError::none;
  std::vector<IpAddress> addresses;  // in the order the answers came; empty with an error
};

/// `name` must be a host name (is_host_name). `exchanges` gets one entry per query.
Awaitable<SearchResult> search_dns(World& world, std::string name, ResolverConfig config,
                                   Instant started, std::vector<DnsExchange>& exchanges);

}  // namespace edge
