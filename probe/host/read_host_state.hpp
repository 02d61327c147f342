// Reads a HostState: by rtnetlink and from /proc, of the network namespace the thread is in. No
// privilege is needed, nothing is sent, nothing is changed.
#pragma once

#include "common/world/real/netlink.hpp"
#include "probe/host/host_state.hpp"

namespace edge::probe {

/// Throws std::runtime_error when interfaces, routes or rules cannot be read, without which there
/// is nothing to conclude from; what else cannot is in HostState::not_checked, with the reason.
HostState read_host_state(RouteNetlink& kernel);
/// IPv6's part, with what both families have in common taken from `ipv4`.
HostState read_ipv6_state(RouteNetlink& kernel, const HostState& ipv4);
/// The same of a host whose files are others than this machine's.
HostState read_host_state(RouteNetlink& kernel, const DnsFiles& files);

}  // namespace edge::probe
