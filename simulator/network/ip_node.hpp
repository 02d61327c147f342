// The IP layer of one node: takes a packet through prerouting, routing, input or forward, output
// and postrouting in the kernel's order. Not for what happens there: rules and NAT, ICMP errors,
// tunnels and neighbours are its members' business, sockets the receiver's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/network/icmp_responder.hpp"
#include "simulator/network/link_layer.hpp"
#include "simulator/network/neighbours.hpp"
#include "simulator/network/netfilter_hooks.hpp"
#include "simulator/network/packet_context.hpp"
#include "simulator/network/path_mtu_cache.hpp"
#include "simulator/network/routing.hpp"
#include "simulator/network/tunnel_ends.hpp"

namespace edge {

class IpNode {
 public:
  IpNode(EventLoop& loop, LinkLayer& links);

  /// Takes a changed configuration; connections, waiting packets and tunnels' peers are kept.
  void configure(const Node& node);
  void attach(VirtualNetwork::Receiver receiver) { receiver_ = std::move(receiver); }
  void set_tap(VirtualNetwork::ProcessTap tap) { tap_ = std::move(tap); }

  LocalRoute route(const IpAddress& destination, std::optional<IpAddress> source,
                   std::uint32_t mark) const;
  /// For a packet of the node's own processes.
  ErrorCode send(Packet packet);
  void receive(PortId port, Packet packet);

 private:
  ErrorCode send_unseen(Packet packet);
  void prerouting(PacketContext context);
  void forward(PacketContext context);
  ErrorCode output(PacketContext context);
  ErrorCode postrouting(PacketContext context);
  void transmit(PacketContext context);
  void deliver(PacketContext context);

  bool passes(Hook hook, PacketContext& context);
  bool confirm(const PacketContext& context);
  bool set_route(PacketContext& context) const;
  bool is_martian(const PacketContext& context) const;
  int path_mtu(const RouteDecision& route, const IpAddress& destination) const;

  void send_error(const PacketContext& about, IcmpReason reason, int next_hop_mtu = 0);
  void reject(const PacketContext& context, RejectKind kind);
  void enter_tunnel(const std::string& interface, Packet inner);
  void leave_tunnel(Decapsulated carried);

  EventLoop& loop_;
  LinkLayer& links_;
  Node node_;
  std::vector<PortId> ports_;  // of node_.interfaces
  Interface loopback_;
  std::unique_ptr<Routing> routing_;
  VirtualNetwork::Receiver receiver_;
  VirtualNetwork::ProcessTap tap_;
  NetfilterHooks netfilter_;
  IcmpResponder icmp_;
  TunnelEnds tunnels_;
  Neighbours neighbours_;
  PathMtuCache path_mtus_;
};

}  // namespace edge
