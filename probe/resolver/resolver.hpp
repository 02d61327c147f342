// Name resolution as glibc's getaddrinfo does it, on the World's sockets: hosts file, search list,
// ndots, A and AAAA together, 5 s times attempts per server, RFC 6724 order. It imitates glibc
// because its timing decides where an agent's attempt ends.
#pragma once

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge::probe {

/// Resolves `name` and fills `detail` as it goes. Errors: `host_not_found` (EAI_NONAME or
/// EAI_NODATA), `host_not_found_try_again` (EAI_AGAIN) of asio::error::netdb_category.
Awaitable<Result<std::vector<IpAddress>>> resolve(World& world, std::string name,
                                                  ResolverConfig config, Instant run_started,
                                                  ResolveDetail& detail);

}  // namespace edge::probe
