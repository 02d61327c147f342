// Failures that stand for the hub's where no attempt came as far as its address: name servers that
// nobody can reach, or proxies. A dead host, VPN or route stops these as it would stop the hub.
#pragma once

#include <vector>

#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {

/// Empty where the hub itself was tried, and where a server's machine can be reached: then only its
/// service is at fault. `decisive` is what the furthest packet towards that machine came to.
std::vector<ConnectFailure> instead_of_hub(const Case& facts);

/// On the module's own host: it says nothing on the way beyond.
bool on_own_host(const Case& facts, const IpAddress& server);

/// A name server behind the own host that has answered in this run, so that the host passes packets
/// both ways; a public one before a private one, as a VPN may leave the host's own network alone.
std::optional<IpAddress> name_server_beyond_host(const Case& facts);

}  // namespace edge::probe
