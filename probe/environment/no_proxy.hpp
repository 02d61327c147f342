// NO_PROXY as three programs read it: each has rules of its own, and the edge agent none.
#pragma once

#include <cstdint>
#include <string_view>

namespace edge::probe {

/// .NET (HttpEnvironmentProxy): a list with commas; a name is that host alone, one that begins with
/// a dot is everything below it and itself; no '*', no networks, no ports.
bool dotnet_goes_direct(std::string_view no_proxy, std::string_view host);

/// Go (golang.org/x/net/http/httpproxy), which container engines are written in: '*', addresses,
/// networks, and names that stand for themselves and everything below; each may have a port.
/// `host` may be an address.
bool go_goes_direct(std::string_view no_proxy, std::string_view host, std::uint16_t port);

}  // namespace edge::probe
