// The wires of the virtual network and the bridges between them: finds the neighbour that owns an
// address, carries packets to it. Knows no routes; what a node does with a packet is ip_node's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/network/event_loop.hpp"
#include "simulator/network/virtual_network.hpp"
#include "simulator/network/wire_direction.hpp"

namespace edge {

/// An interface of a node; stays the same across changes of the topology.
using PortId = std::uint32_t;

class LinkLayer {
 public:
  using Deliver = std::function<void(PortId, Packet)>;

  LinkLayer(EventLoop& loop, std::uint64_t seed, Deliver deliver);

  /// Keeps pointers into `topology`, which must stay until the next call. Frames under way and the
  /// random state of wires that remain are kept.
  void configure(const Topology& topology);
  void set_tap(VirtualNetwork::Tap tap) { tap_ = std::move(tap); }

  PortId port(const std::string& node, const std::string& interface);

  /// The port across which `address` answers, as ARP would find it: any address of a node answers
  /// on all its ports (arp_ignore 0). Absent: nobody has it, or a wire or an interface is down.
  std::optional<PortId> resolve(PortId from, const IpAddress& address) const;
  /// The other end of a wire without neighbour resolution, for tun interfaces.
  std::optional<PortId> far_end(PortId from) const;

  /// Sends to the neighbour `to`, across bridges if needed; lost if the way has gone.
  void send(PortId from, PortId to, Packet packet);

 private:
  struct End {
    const Wire* wire = nullptr;
    WireDirection* direction = nullptr;
    PortId far = 0;
  };
  struct PortState {
    const Node* node = nullptr;            // absent: not in the present topology
    const Interface* interface = nullptr;
    std::vector<End> ends;
  };
  using Wanted = std::function<bool(PortId)>;

  bool usable(PortId port) const;
  void add_end(PortId from, PortId to, const Wire& wire);
  const End* toward(PortId from, std::optional<PortId> except, const Wanted& wanted, int bridges,
                    PortId& found) const;
  void arrive(PortId at, PortId to, Packet packet);

  EventLoop& loop_;
  std::uint64_t seed_;
  Deliver deliver_;
  VirtualNetwork::Tap tap_;
  std::map<std::pair<std::string, std::string>, PortId> ids_;
  std::vector<PortState> ports_;
  std::map<std::pair<PortId, PortId>, std::unique_ptr<WireDirection>> directions_;
};

}  // namespace edge
