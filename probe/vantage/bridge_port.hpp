// A place of one's own on a bridge: one end of a veth pair is its port, the other lives in a
// network namespace that nobody else has, so that the kernel takes both away when that ends,
// however it ends. By rtnetlink(7).
#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include "common/base/result.hpp"
#include "common/world/real/network_namespace.hpp"
#include "probe/host/host_state.hpp"

namespace edge::probe {

/// Makes the pair and its port on `bridge`; the end in `inside` is called eth0, is up, and has no
/// address. Gives its number there. Errors are the kernel's; EPERM without CAP_NET_ADMIN.
Result<int> join_bridge(const HostLink& bridge, const NetworkNamespace& inside);

/// Gives the interface `link` of the namespace that the thread is in the address, and a default
/// route by `gateway`; the loopback is up from then on.
ErrorCode set_address(int link, const Prefix& address, const IpAddress& gateway);

}  // namespace edge::probe
