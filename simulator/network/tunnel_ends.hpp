// The user-space tunnels that end at one node, as of OpenVPN or WireGuard: packets of a tun device
// become UDP datagrams to the peer, and back. Not for routes or sending: the node takes a datagram
// through its output path as if a process had sent it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/network/packet.hpp"
#include "simulator/topology/topology.hpp"

namespace edge {

/// A packet that has come out of a tunnel.
struct Decapsulated {
  std::string interface;  // the tunnel's tun device
  Packet inner;
};

class TunnelEnds {
 public:
  /// Where the peer of a tunnel is now is kept as long as its configured endpoint stays.
  void configure(const std::vector<Tunnel>& tunnels);

  /// The datagram that carries `inner`, a packet that was routed to the tun device `interface`. Its
  /// source is unspecified if the tunnel is bound to no address: routing then chooses one. Absent:
  /// the packet is lost, as the device has no tunnel, or the peer is not known yet, or the packet
  /// has grown too large for UDP, which is what ends a tunnel that is routed into itself.
  std::optional<Packet> encapsulate(const std::string& interface, Packet inner) const;

  /// What a datagram to this node carries; absent if it belongs to no tunnel. Remembers its source
  /// as the peer's endpoint, so that the peer may sit behind NAT (WireGuard's roaming, OpenVPN's
  /// `float`).
  std::optional<Decapsulated> decapsulate(const Packet& outer);

 private:
  struct End {
    Tunnel tunnel;
    Endpoint peer;  // where its last packet came from; tunnel.peer before that
  };

  std::vector<End> ends_;
};

}  // namespace edge
