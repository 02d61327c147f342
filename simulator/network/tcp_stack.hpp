// The TCP of one node: which segment belongs to which connection, ports, listeners, and the answer
// to segments that belong to none.
#pragma once

#include <map>
#include <memory>
#include <random>

#include "simulator/network/ephemeral_ports.hpp"
#include "simulator/network/event_loop.hpp"
#include "simulator/network/ip_layer.hpp"
#include "simulator/network/tcp_listener.hpp"
#include "simulator/network/tcp_socket.hpp"

namespace edge {

class TcpStack {
 public:
  TcpStack(EventLoop& loop, IpLayer& ip, std::uint64_t seed);
  TcpStack(const TcpStack&) = delete;
  TcpStack& operator=(const TcpStack&) = delete;
  ~TcpStack();

  /// As World::dial; what the node's topology says about SYNs is told with each call.
  Awaitable<DialResult> dial(Endpoint peer, DialOptions options, SynSchedule schedule);
  /// Errors: address_not_available, address_in_use. Port 0 picks one.
  Result<std::unique_ptr<Listener>> listen(const Endpoint& local);

  /// A segment, or an ICMP error about one, that has come to one of the node's addresses.
  void receive(const Packet& packet, const TcpSegment& segment);
  void receive_icmp(const Packet& packet, const IcmpMessage& message);

  /// For the stack's own sockets and listeners.
  void transmit(const TcpKey& key, std::optional<int> ttl, TcpSegment segment);
  void forget(const TcpKey& key);
  void unlisten(const Endpoint& local) { listeners_.erase(local); }

 private:
  struct Connection {
    std::shared_ptr<TcpSocket> socket;
    std::shared_ptr<AcceptQueue> queue;  // until the handshake is done
  };

  Result<std::shared_ptr<TcpSocket>> open(const Endpoint& peer, const DialOptions& options,
                                          const SynSchedule& schedule);
  TcpSettings settings_for(const TcpKey& key, int mtu);
  void answer(const TcpKey& key, const TcpSegment& syn, std::shared_ptr<AcceptQueue> queue);
  void reject(const Packet& packet, const TcpSegment& segment);
  void promote(const TcpKey& key);
  std::shared_ptr<AcceptQueue> listener_at(const Endpoint& local) const;
  Result<std::uint16_t> pick_port();

  EventLoop& loop_;
  IpLayer& ip_;
  std::mt19937 random_;  // initial sequence numbers
  EphemeralPorts ports_;
  std::map<TcpKey, Connection> connections_;
  std::map<Endpoint, std::shared_ptr<AcceptQueue>> listeners_;
};

}  // namespace edge
