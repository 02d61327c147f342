#include "simulator/network/tunnel_ends.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <utility>

namespace edge {
namespace {

bool is_bound_to(const Tunnel& tunnel, const Endpoint& destination) {
  const Endpoint& local = tunnel.local;
  return local.port == destination.port &&
         (local.address.is_unspecified() || local.address == destination.address);
}

}  // namespace

void TunnelEnds::configure(const std::vector<Tunnel>& tunnels) {
  const auto before = std::exchange(ends_, {});
  for (const Tunnel& tunnel : tunnels) {
    const auto known = std::ranges::find_if(before, [&](const End& end) {
      return end.tunnel.interface == tunnel.interface && end.tunnel.peer == tunnel.peer;
    });
    ends_.push_back({tunnel, known == before.end() ? tunnel.peer : known->peer});
  }
}

std::optional<Packet> TunnelEnds::encapsulate(const std::string& interface, Packet inner) const {
  const auto end = std::ranges::find_if(
      ends_, [&](const End& each) { return each.tunnel.interface == interface; });
  if (end == ends_.end()) return std::nullopt;
  const int size = inner.size() + end->tunnel.overhead;
  if (end->peer.address.is_unspecified() || size > kLargestPacket) return std::nullopt;
  inner.mark = 0;
  UdpDatagram datagram;
  datagram.source_port = end->tunnel.local.port;
  datagram.destination_port = end->peer.port;
  datagram.tunnelled = std::make_shared<const Packet>(std::move(inner));
  datagram.tunnelled_size = size;
  Packet outer;
  outer.source = end->tunnel.local.address;
  outer.destination = end->peer.address;
  outer.mark = end->tunnel.mark;
  outer.dont_fragment = false;
  outer.payload = std::move(datagram);
  return outer;
}

std::optional<Decapsulated> TunnelEnds::decapsulate(const Packet& outer) {
  const auto* datagram = std::get_if<UdpDatagram>(&outer.payload);
  if (!datagram || !datagram->tunnelled) return std::nullopt;
  const auto end = std::ranges::find_if(
      ends_, [&](const End& each) { return is_bound_to(each.tunnel, destination_of(outer)); });
  if (end == ends_.end()) return std::nullopt;
  end->peer = source_of(outer);
  return Decapsulated{end->tunnel.interface, *datagram->tunnelled};
}

}  // namespace edge
