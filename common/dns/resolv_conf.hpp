// resolv.conf(5) and hosts(5) as glibc 2.36 (resolv/res_init.c, nss/nss_files/files-hosts.c) and
// musl 1.2.5 (musl_conf.cpp) read them. Text in, value out: who reads the files is a World.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/world/world.hpp"

namespace edge {

/// What else glibc goes by.
struct ResolverSurroundings {
  std::string_view host_name{};
  std::string_view nsswitch{};                     // the text of nsswitch.conf(5)
  std::string_view res_options{};                  // RES_OPTIONS of the environment
  std::optional<std::string_view> local_domain{};  // LOCALDOMAIN of the environment, if set
};

/// Anything malformed is skipped, as glibc does; of name servers `unusable` says so. Without a
/// `nameserver` the server is 127.0.0.1; without `search` or `domain` the search list is the part
/// of `host_name` behind its first dot. LOCALDOMAIN takes the place of both, RES_OPTIONS comes
/// after the file's options. Not kept, since they change no outcome here: sortlist, trust-ad,
/// no-reload.
ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts,
                                     const ResolverSurroundings& around = {});

/// `resolv_conf` with the interface's number in place of its name behind the '%' of a name server's
/// link-local address (RFC 4007 section 11), as both libraries ask the system for it. `index_of`
/// gives 0 for an interface that is not there; then the name stays.
std::string with_interface_numbers(std::string_view resolv_conf,
                                   const std::function<unsigned(const std::string&)>& index_of);

/// An address written as getaddrinfo() takes it: inet_aton(3)'s forms ("127.1" too), or IPv6 with a
/// numeric scope.
std::optional<IpAddress> parse_literal_address(std::string_view text);

/// Notes a `nameserver` line of resolv.conf with what is no address, of the first few.
void pass_over_server(std::string_view word, int line, ResolverConfig& config);

namespace musl {

/// By musl's rules: of `domain` all words count, an empty `search` clears the list, a `nameserver`
/// line may end with "\r", a line of resolv.conf longer than 254 bytes does not count, and a name
/// at the very end of hosts, without a line break, is none. The host name gives no domain.
ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts);

}  // namespace musl

}  // namespace edge
