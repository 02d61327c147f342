// What OpenVPN's clients of different options have in common.
#pragma once

#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {

// P_DATA_V2 with AES-256-GCM: IP 20, UDP 8, opcode and peer id 4, packet id 4, tag 16.
inline constexpr int kOpenvpnOverhead = 52;

/// `redirect-gateway def1`, or the pushed `route` options.
void openvpn_routes(Node& machine, const VpnSite& site);

}  // namespace edge::sim
