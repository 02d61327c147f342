// What becomes of the packets behind a VPN: at the gateway, on the way to it, or on the host whose
// translation does not cover the tunnel. Knows no client (styles.hpp).
#pragma once

#include "simulator/faults/vpn/styles.hpp"

namespace edge::sim {

enum class Egress {
  pass,
  drop,
  pass_443_only,   // the gateway forwards TCP port 443 and drops the rest
  reject,          // the gateway answers with ICMP admin-prohibited
  no_masquerade,   // the host leaves sources as they are, the gateway knows only its client's
  small_mtu,       // the gateway's line carries 576 bytes, less than any tunnel device promises
};

/// After the client of `style` has connected from `machine` to `gateway`, nodes of `topology`.
/// Throws std::invalid_argument for no_masquerade where the machine translates nothing.
void apply_egress(Topology& topology, Node& machine, Node& gateway, const VpnStyle& style,
                  Egress egress);

}  // namespace edge::sim
