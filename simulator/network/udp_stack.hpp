// The UDP of one node: bound ports, connected sockets with their ICMP errors, and the answer to
// datagrams that nobody wants.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "common/world/event.hpp"
#include "common/world/world.hpp"
#include "simulator/network/ephemeral_ports.hpp"
#include "simulator/network/ip_layer.hpp"

namespace edge {

class UdpStack;

/// One socket's state, shared by the stack, which fills it, and the DatagramSocket.
struct UdpPort {
  static constexpr std::size_t kReceiveBuffer = 212'992;  // net.core.rmem_default

  UdpStack* stack = nullptr;  // null once the stack has ended
  Endpoint local;
  std::optional<Endpoint> peer;
  std::deque<Datagram> received;
  std::size_t received_bytes = 0;
  bool hears_icmp = false;
  ErrorCode pending;                // for the next call
  std::optional<Refusal> refusal;   // that `pending` was, or the last one before
  Event arrived;

  bool wants(const Endpoint& to, const Endpoint& from) const;
  ErrorCode take_pending() { return std::exchange(pending, {}); }
};

class UdpStack {
 public:
  explicit UdpStack(IpLayer& ip) : ip_(ip) {}
  UdpStack(const UdpStack&) = delete;
  UdpStack& operator=(const UdpStack&) = delete;
  ~UdpStack();

  /// As World::datagram. Errors: address_not_available, address_in_use, no route to `connect`.
  Result<std::unique_ptr<DatagramSocket>> open(const DatagramOptions& options);

  /// False if no socket takes the datagram: the caller may answer "port unreachable".
  bool receive(const Packet& packet, const UdpDatagram& datagram);
  void receive_icmp(const Packet& packet, const IcmpMessage& message);

  /// For the stack's own sockets.
  ErrorCode send(const UdpPort& port, ByteView data, const Endpoint& to);
  void close(const UdpPort& port);

 private:
  bool in_use(const Endpoint& local) const;

  IpLayer& ip_;
  EphemeralPorts ephemeral_;
  std::vector<std::shared_ptr<UdpPort>> ports_;
};

}  // namespace edge
