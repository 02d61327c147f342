// resolv.conf(5) and hosts(5) as glibc 2.36 reads them (resolv/res_init.c,
// nss/nss_files/files-hosts.c). Text in, value out: who reads the files is a World.
#pragma once

#include <optional>
#include <string_view>

#include "common/world/world.hpp"

namespace edge {

/// Anything malformed is skipped, as glibc does. Without a `nameserver` the server is 127.0.0.1;
/// without `search` or `domain` the search list is the part of `host_name` behind its first dot.
/// Not kept, since they change no outcome here: sortlist, edns0, trust-ad, no-reload.
ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts,
                                     std::string_view host_name = {});

/// An address written as getaddrinfo() takes it: inet_aton(3)'s forms ("127.1" too), or IPv6 with a
/// numeric scope.
std::optional<IpAddress> parse_literal_address(std::string_view text);

}  // namespace edge
