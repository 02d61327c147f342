// The virtual internet layer: carries packets between nodes as the topology says. Longest-prefix
// match, policy rules, filter and NAT with connection state, TTL, neighbours, wires, tunnels.
// Knows no sockets: the stack of a node (virtual_node.hpp) takes what is delivered locally.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "simulator/network/event_loop.hpp"
#include "simulator/network/packet.hpp"
#include "simulator/topology/topology.hpp"

namespace edge {

/// What the stack of a node learns when it sends: the route taken, or why there is none
/// (Linux's errors: network_unreachable without a route, host_unreachable for `unreachable`,
/// permission_denied for `prohibit`, invalid_argument for `blackhole`).
struct LocalRoute {
  ErrorCode error;
  IpAddress source;  // the address a socket bound to nothing would use
  int mtu = 1500;    // bytes, of the outgoing interface or as learnt from ICMP
};

class VirtualNetwork {
 public:
  using Receiver = std::function<void(Packet)>;
  /// Sees every packet that enters a wire, at its instant; for traces and pcap.
  using Tap = std::function<void(Instant, const Wire&, const Packet&)>;
  /// Sees what a node's kernel gives to its processes: packets, and errors of what they send.
  struct ProcessTap {
    std::function<void(Instant, const Packet&)> received;
    std::function<void(Instant, ErrorCode)> not_sent;
  };

  /// Throws std::invalid_argument for a topology no world could realise (validate.hpp), and so does
  /// change(). `loop` must not run any more once this object is gone.
  VirtualNetwork(EventLoop& loop, const Topology& topology, std::uint64_t seed);
  ~VirtualNetwork();

  /// Applies a changed topology; connection state and packets on the way are kept.
  void change(const Topology& topology);
  const Topology& topology() const;

  /// Registers the stack of `node`; it gets every packet for one of the node's own addresses. An
  /// ICMP error the stack sends (port unreachable) obeys the node's rate limit like any other.
  void attach(const std::string& node, Receiver receiver);
  void set_tap(Tap tap);
  void set_process_tap(const std::string& node, ProcessTap tap);

  LocalRoute route(const std::string& node, const IpAddress& destination,
                   std::optional<IpAddress> source, std::uint32_t mark) const;

  /// Hands a locally made packet to the node's output path. Errors are those a local sendto() would
  /// see at once: as LocalRoute, operation_not_permitted when a local rule drops a datagram, or
  /// message_size for a packet that may not be fragmented (TCP then gets an ICMP error of its own
  /// node as well). Never delivers anything before the loop's next turn.
  ErrorCode send(const std::string& node, Packet packet);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace edge
