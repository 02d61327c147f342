// The IP layer of one node, in the kernel's order: prerouting, routing, input or forward, output,
// postrouting; who answers with which ICMP error, and when. Sockets are the receiver's business.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulator/network/connection_tracking.hpp"
#include "simulator/network/filter_engine.hpp"
#include "simulator/network/icmp.hpp"
#include "simulator/network/link_layer.hpp"
#include "simulator/network/neighbours.hpp"
#include "simulator/network/path_mtu.hpp"
#include "simulator/network/routing.hpp"

namespace edge {

class IpNode {
 public:
  IpNode(EventLoop& loop, LinkLayer& links);

  /// Takes a changed configuration; connections, waiting packets and tunnels' peers are kept.
  void configure(const Node& node);
  void attach(VirtualNetwork::Receiver receiver) { receiver_ = std::move(receiver); }

  LocalRoute route(const IpAddress& destination, std::optional<IpAddress> source,
                   std::uint32_t mark) const;
  ErrorCode send(Packet packet);
  void receive(PortId port, Packet packet);

 private:
  /// A packet on its way through this node. Pointers last until the next configure(), so a flight
  /// that waits in the event loop is stripped of them.
  struct Flight {
    Packet packet;
    const Interface* in = nullptr;   // absent: made here
    const Interface* out = nullptr;
    RouteDecision route;
    Tracked tracked;
  };
  enum class Verdict { accept, drop };

  // ip_node.cpp: the way of a packet
  ErrorCode output(Flight flight);
  ErrorCode leave(Flight flight);
  void transmit(Flight flight);
  void input(Flight flight);
  void forward(Flight flight);
  void deliver(Flight flight);
  bool set_route(Flight& flight) const;
  bool is_martian(const Flight& flight) const;
  int path_mtu(const RouteDecision& route, const IpAddress& destination) const;

  // ip_node_hooks.cpp: rules and translation
  Verdict run_hook(Hook hook, Flight& flight);
  Verdict run_chain(const Chain& chain, Flight& flight);
  Verdict run_nat(const Chain& chain, Flight& flight);
  Verdict bind(const Chain& chain, Flight& flight);
  bool masquerade(Flight& flight);
  bool confirm(const Flight& flight);

  // ip_node_errors.cpp: what it answers itself
  void send_error(const Flight& about, IcmpReason reason, int next_hop_mtu = 0);
  bool may_send_error(const IpAddress& peer, const RouteDecision& route, bool too_big);
  void answer_unroutable(const Flight& flight);
  void reject(const Flight& flight, RejectKind kind);
  void send_reset(const Flight& about);

  // ip_node_tunnels.cpp
  void configure_tunnels();
  void wrap(const std::string& interface, Packet inner);
  bool unwrap(const Packet& outer);

  EventLoop& loop_;
  LinkLayer& links_;
  Node node_;
  std::vector<PortId> ports_;  // of node_.interfaces
  Interface loopback_;
  std::unique_ptr<Routing> routing_;
  std::unique_ptr<FilterEngine> filter_;
  VirtualNetwork::Receiver receiver_;
  ConnectionTable connections_;
  Neighbours neighbours_;
  IcmpRateLimit error_limit_;
  PathMtuCache path_mtus_;

  struct Peer {
    Endpoint configured;
    Endpoint current;  // where the last packet came from
  };
  std::map<std::string, Peer> tunnel_peers_;  // by interface
};

}  // namespace edge
