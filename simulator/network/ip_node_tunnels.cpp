#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "simulator/network/ip_node.hpp"

namespace edge {
void IpNode::configure_tunnels() {
  std::erase_if(tunnel_peers_, [this](const auto& entry) {
    return std::ranges::find(node_.tunnels, entry.first, &Tunnel::interface) ==
           node_.tunnels.end();
  });
  for (const Tunnel& tunnel : node_.tunnels) {
    Peer& peer = tunnel_peers_[tunnel.interface];
    if (peer.configured != tunnel.peer) peer = {tunnel.peer, tunnel.peer};
  }
}

/// A packet that has grown too large for UDP is lost; so a tunnel routed into itself ends.
void IpNode::wrap(const std::string& interface, Packet inner) {
  const auto tunnel = std::ranges::find(node_.tunnels, interface, &Tunnel::interface);
  if (tunnel == node_.tunnels.end()) return;
  const Endpoint peer = tunnel_peers_.at(interface).current;
  const int size = inner.size() + tunnel->overhead;
  if (peer.address.is_unspecified() || size > kLargestPacket) return;
  std::optional<IpAddress> source;
  if (!tunnel->local.address.is_unspecified()) source = tunnel->local.address;
  const LocalRoute way = route(peer.address, source, tunnel->mark);
  if (way.error) return;
  inner.mark = 0;
  UdpDatagram datagram;
  datagram.source_port = tunnel->local.port;
  datagram.destination_port = peer.port;
  datagram.tunnelled = std::make_shared<const Packet>(std::move(inner));
  datagram.tunnelled_size = size;
  Flight outer;
  outer.packet.source = way.source;
  outer.packet.destination = peer.address;
  outer.packet.mark = tunnel->mark;
  outer.packet.dont_fragment = false;
  outer.packet.payload = std::move(datagram);
  output(std::move(outer));
}

/// True if the packet belonged to a tunnel. The peer is where its packets come from, so that it may
/// sit behind NAT (WireGuard's roaming, OpenVPN's `float`).
bool IpNode::unwrap(const Packet& outer) {
  const auto* datagram = std::get_if<UdpDatagram>(&outer.payload);
  if (!datagram || !datagram->tunnelled) return false;
  for (const Tunnel& tunnel : node_.tunnels) {
    const IpAddress& local = tunnel.local.address;
    const bool own = tunnel.local.port == datagram->destination_port &&
                     (local.is_unspecified() || local == outer.destination);
    const auto device = std::ranges::find(node_.interfaces, tunnel.interface, &Interface::name);
    if (!own || device == node_.interfaces.end()) continue;
    tunnel_peers_.at(tunnel.interface).current = source_of(outer);
    if (!device->up) return true;
    Flight flight;
    flight.packet = *datagram->tunnelled;
    flight.in = &*device;
    input(std::move(flight));
    return true;
  }
  return false;
}

}  // namespace edge
