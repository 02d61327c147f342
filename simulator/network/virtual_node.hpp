// The World of one node: its sockets over its IP layer, its clock, its facts.
#pragma once

#include <random>
#include <string>

#include "simulator/network/ip_layer.hpp"
#include "simulator/network/tcp_stack.hpp"
#include "simulator/network/udp_stack.hpp"

namespace edge {

class VirtualNode final : public World, private IpLayer {
 public:
  /// Attaches itself to `network`, which must hold the node. Both outlive this object.
  VirtualNode(EventLoop& loop, VirtualNetwork& network, const std::string& name,
              std::uint64_t seed);

  Instant now() const override { return loop_.now(); }
  WallTime wall() const override;
  Awaitable<void> sleep_until(Instant when) override;
  Awaitable<void> limit(Instant when) override;
  Awaitable<DialResult> dial(Endpoint peer, DialOptions options) override;
  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) override;
  Result<std::unique_ptr<Listener>> listen(const Endpoint& local) override;
  void random(MutableByteView out) override;
  HostFacts host_facts() override;
  ResolverConfig resolver_config(CLibrary) override;

 private:
  LocalRoute route(const IpAddress& destination,
                   const std::optional<IpAddress>& source) const override;
  bool owns(const IpAddress& address) const override;
  ErrorCode send(Packet packet) override;

  const Node& node() const;
  void receive(const Packet& packet);

  EventLoop& loop_;
  VirtualNetwork& network_;
  const std::string name_;
  std::mt19937_64 random_;
  TcpStack tcp_;
  UdpStack udp_;
};

}  // namespace edge
