#include "simulator/network/virtual_node.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "simulator/network/icmp.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge {

VirtualNode::VirtualNode(EventLoop& loop, VirtualNetwork& network, const std::string& name,
                         std::uint64_t seed)
    : loop_(loop), network_(network), name_(name), random_(seed), tcp_(loop, *this, random_()),
      udp_(*this) {
  network_.attach(name_, [this](const Packet& packet) { receive(packet); });
}

const Node& VirtualNode::node() const {
  const Node* found = find_node(network_.topology(), name_);
  CHECK(found != nullptr);
  return *found;
}

WallTime VirtualNode::wall() const {
  const Topology& topology = network_.topology();
  return topology.starts_at + loop_.now().time_since_epoch() + clock_offset(topology, name_);
}

Awaitable<void> VirtualNode::sleep_until(Instant when) {
  Event due;
  ScopedTimer timer(loop_);
  timer.start(when, [&due] { due.set(); });
  co_await due.wait();
}

Awaitable<void> VirtualNode::limit(Instant when) {
  Event due;
  ScopedTimer timer(loop_);
  timer.start(when, [&due] { due.set(); });
  co_await due.limit();
}

namespace {

/// What Linux's connect() makes of it: the unspecified address is loopback (tcp_v4_connect() in
/// net/ipv4/tcp_ipv4.c, by the route's answer), an IPv4-mapped one IPv4 (tcp_v6_connect()).
IpAddress as_connected_to(const IpAddress& address) {
  using boost::asio::ip::make_address_v4;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return as_connected_to(make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()));
  }
  if (!address.is_unspecified()) return address;
  if (address.is_v4()) return boost::asio::ip::address_v4::loopback();
  return boost::asio::ip::address_v6::loopback();
}

}  // namespace

Awaitable<DialResult> VirtualNode::dial(Endpoint peer, DialOptions options) {
  peer.address = as_connected_to(peer.address);
  return tcp_.dial(std::move(peer), std::move(options), node().syn_schedule);
}

Result<std::unique_ptr<DatagramSocket>> VirtualNode::datagram(const DatagramOptions& options) {
  return udp_.open(options);
}

Result<std::unique_ptr<Listener>> VirtualNode::listen(const Endpoint& local) {
  return tcp_.listen(local);
}

void VirtualNode::random(MutableByteView out) {
  std::ranges::generate(out, [this] { return static_cast<std::uint8_t>(random_()); });
}

/// Without a server the C libraries ask the machine itself (resolv.conf(5)).
ResolverConfig VirtualNode::resolver_config(CLibrary) {
  constexpr std::uint16_t kDomain = 53;
  ResolverConfig config = node().resolver;
  if (config.servers.empty()) {
    config.servers.push_back({boost::asio::ip::address_v4::loopback(), kDomain});
  }
  return config;
}

HostFacts VirtualNode::host_facts() {
  HostFacts facts;
  facts.host_name = name_;
  facts.kernel = "virtual";
  for (const Interface& interface : node().interfaces) {
    InterfaceFact fact{interface.name, {}, interface.mtu, interface.up};
    fact.tunnel = interface.kind == InterfaceKind::tun;
    for (const Prefix& prefix : interface.addresses) {
      fact.addresses.push_back(to_string(prefix));
      if (!interface.up) continue;
      facts.routes.push_back({to_string(network_of(prefix)), std::nullopt, interface.name, 0});
    }
    facts.interfaces.push_back(std::move(fact));
  }
  for (const Route& route : node().routes) {
    if (route.table != kMainTable) continue;
    facts.routes.push_back(
        {to_string(route.destination), route.gateway, route.interface, route.metric});
  }
  return facts;
}

LocalRoute VirtualNode::route(const IpAddress& destination,
                              const std::optional<IpAddress>& source) const {
  return network_.route(name_, destination, source, 0);
}

bool VirtualNode::owns(const IpAddress& address) const {
  return address.is_loopback() || has_address(node(), address);
}

ErrorCode VirtualNode::send(Packet packet) { return network_.send(name_, std::move(packet)); }

void VirtualNode::receive(const Packet& packet) {
  if (const auto* segment = std::get_if<TcpSegment>(&packet.payload)) {
    tcp_.receive(packet, *segment);
  } else if (const auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) {
    if (icmp->quoted.protocol == Protocol::tcp) tcp_.receive_icmp(packet, *icmp);
    if (icmp->quoted.protocol == Protocol::udp) udp_.receive_icmp(packet, *icmp);
  } else if (const auto* datagram = std::get_if<UdpDatagram>(&packet.payload)) {
    if (udp_.receive(packet, *datagram) || !node().icmp_errors) return;
    Packet answer;
    answer.source = packet.destination;
    answer.destination = packet.source;
    answer.payload = icmp_error(IcmpReason::port_unreachable, packet);
    send(std::move(answer));
  }
}

}  // namespace edge
