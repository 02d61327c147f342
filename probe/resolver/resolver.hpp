// Name resolution as the getaddrinfo() of the agent's C library does it, on the World's sockets:
// hosts file, search list, ndots, A and AAAA together, RFC 6724 order. It imitates the library
// because its timing decides where an agent's attempt ends: glibc waits for each server in turn,
// musl for all at once, 5 s in all.
#pragma once

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge::probe {

/// Resolves `name` and fills `detail` as it goes. Errors: `host_not_found` (EAI_NONAME or
/// EAI_NODATA), `host_not_found_try_again` (EAI_AGAIN) of asio::error::netdb_category.
Awaitable<Result<std::vector<IpAddress>>> resolve(World& world, CLibrary library, std::string name,
                                                  ResolverConfig config, Instant run_started,
                                                  ResolveDetail& detail);

}  // namespace edge::probe
