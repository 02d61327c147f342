// Names of hosts, wherever they come from: options, DNS messages, URLs and fields of HTTP. What a
// name leads to is the resolver's matter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// A host name as glibc lets it through (resolv/res-name-checking.c, res_hnok): letters, digits,
/// '-' and '_', labels of 1 to 63 bytes, 253 in all, no '-' in front; a trailing dot is allowed.
bool is_host_name(std::string_view name);

/// Case does not matter (RFC 4343), nor a trailing dot.
bool same_host_name(std::string_view a, std::string_view b);

/// "hub.test." is "hub.test".
std::string_view without_root_dot(std::string_view name);

struct HostAndPort {
  std::string_view host;                 // without the brackets of an IPv6 address
  std::optional<std::string_view> port;  // absent without a ':'
  bool bracketed = false;
};

/// "hub.test:443", "[2001:db8::1]:443" or the host alone; neither part is judged.
///
/// Boost.URL would do it, but that of 1.81 refuses names that begin as an IPv4 address does
/// ("10.0.0.1.nip.io"), takes 99999 for the port 34463, and knows no zones ("fe80::1%eth0").
HostAndPort split_host_and_port(std::string_view text);

/// As a URL has it (RFC 3986 section 3.2.2): an IPv6 address in brackets, a name as it is.
std::string url_host(std::string_view host);

/// "proxy:3128", "[2001:db8::1]:3128".
std::string join_host_and_port(std::string_view host, std::uint16_t port);

}  // namespace edge
