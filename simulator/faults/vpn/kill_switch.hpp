// A VPN client's kill switch while its tunnel is dead: Mullvad's shape (talpid-core,
// src/firewall/linux.rs: output, input and forward have policy drop and accept the loopback, the
// tunnel and the way to the server; what else leaves or is forwarded is rejected). The rejection of
// a forwarded packet leaves through output, where it is stopped: the module hears nothing.
// `lan` is "local network sharing"; the LAN's name servers then pass, unlike Mullvad's.
#pragma once

#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {

/// `lan`: whether the machine's own networks still pass.
void add_kill_switch(Node& machine, const VpnStyle& style, bool lan);

}  // namespace edge::sim
