// The VPN client or gateway of a node: packets of a TUN device travel inside UDP from a marked
// socket of the same node, subject to its routes, rules and filters. The computed twin is
// simulator/network/tunnel_ends.hpp. Not encrypted, IPv4 inside only.
#pragma once

#include <memory>

#include "simulator/lab/tap_device.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// A datagram is one packet and as many zero bytes as make the outer packet tunnel.overhead bytes
/// larger than the inner one (with less overhead than IP and UDP need: none). The outer packet may
/// be fragmented; what grows beyond 65535 bytes is lost. The tunnel's own datagrams, routed back
/// into its device, end there, since in fragments they would multiply for ever.
class CarriedTunnel {
 public:
  /// Carries packets of `tun`, the device tunnel.interface of `where`, while `executor` runs; it
  /// must outlive this object. tunnel.local.address need not be up yet. Throws std::runtime_error
  /// naming the socket and the kernel's reason: port in use, or EPERM (SO_MARK) without
  /// CAP_NET_ADMIN.
  CarriedTunnel(boost::asio::any_io_executor executor, const NetworkNamespace& where,
                TapDevice tun, const Tunnel& tunnel);
  ~CarriedTunnel();
  CarriedTunnel(const CarriedTunnel&) = delete;
  CarriedTunnel& operator=(const CarriedTunnel&) = delete;

  /// Where packets go: tunnel.peer until a packet came from elsewhere, as WireGuard's roaming and
  /// OpenVPN's `float` have it. Unspecified: nowhere yet, packets are lost.
  Endpoint peer() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with nobody, but the socket may ask: weak_ptr
};

}  // namespace edge::sim
