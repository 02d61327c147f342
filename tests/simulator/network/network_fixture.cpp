#include "tests/simulator/network/network_fixture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/check.hpp"

namespace edge {

IpAddress ip(const std::string& text) { return boost::asio::ip::make_address(text); }
Endpoint at(const std::string& text) { return parse_endpoint(text).value(); }

Interface interface(const std::string& name, const std::string& address, InterfaceKind kind) {
  Interface made;
  made.name = name;
  if (!address.empty()) made.addresses = {prefix_literal(address)};
  made.kind = kind;
  return made;
}

Route via(const std::string& destination, const std::string& gateway,
          const std::string& interface) {
  Route route = on_link(destination, interface);
  route.gateway = ip(gateway);
  return route;
}

Route on_link(const std::string& destination, const std::string& interface) {
  Route route;
  route.destination = prefix_literal(destination);
  route.interface = interface;
  return route;
}

Route special(const std::string& destination, RouteKind kind) {
  Route route;
  route.destination = prefix_literal(destination);
  route.kind = kind;
  return route;
}

Rule rule(Hook hook, const Match& match, const Action& action, int priority) {
  return {hook, priority, match, action, "test"};
}

Wire wire(const std::string& a, const std::string& a_interface, const std::string& b,
          const std::string& b_interface) {
  Wire made;
  made.a = {a, a_interface};
  made.b = {b, b_interface};
  made.delay = std::chrono::milliseconds{1};
  return made;
}

namespace {

Node make_node(const std::string& name, std::vector<Interface> interfaces,
               std::vector<Route> routes, bool forwards) {
  Node made;
  made.name = name;
  made.interfaces = std::move(interfaces);
  made.routes = std::move(routes);
  made.sysctls.ip_forward = forwards;
  return made;
}

}  // namespace

Topology chain() {
  Topology topology;
  topology.nodes = {
      make_node("client", {interface("eth0", "10.0.1.2/24")},
                {via("0.0.0.0/0", "10.0.1.1", "eth0")}, false),
      make_node("r1", {interface("in", "10.0.1.1/24"), interface("out", "10.0.2.1/24")},
                {via("0.0.0.0/0", "10.0.2.2", "out")}, true),
      make_node("r2", {interface("in", "10.0.2.2/24"), interface("out", "10.0.3.1/24")},
                {via("10.0.1.0/24", "10.0.2.1", "in")}, true),
      make_node("server", {interface("eth0", "10.0.3.2/24")},
                {via("0.0.0.0/0", "10.0.3.1", "eth0")}, false),
  };
  topology.wires = {wire("client", "eth0", "r1", "in"), wire("r1", "out", "r2", "in"),
                    wire("r2", "out", "server", "eth0")};
  return topology;
}

Topology nat_chain() {
  Topology topology = chain();
  Node& client = node(topology, "client");
  client.interfaces = {interface("eth0", "172.18.0.2/16")};
  client.routes = {via("0.0.0.0/0", "172.18.0.1", "eth0")};
  Node host = make_node(
      "host",
      {interface("br0", "172.18.0.1/16", InterfaceKind::bridge), interface("eth0", "10.0.1.2/24")},
      {via("0.0.0.0/0", "10.0.1.1", "eth0")}, true);
  Match from_module;
  from_module.source = prefix_literal("172.18.0.0/16");
  from_module.not_out_interface = "br0";
  host.rules = {rule(Hook::postrouting, from_module, Masquerade{}, kSourceNat)};
  topology.nodes.push_back(host);
  topology.wires[0] = wire("host", "eth0", "r1", "in");
  topology.wires.push_back(wire("client", "eth0", "host", "br0"));
  return topology;
}

Node& node(Topology& topology, const std::string& name) {
  const auto found = std::ranges::find(topology.nodes, name, &Node::name);
  CHECK(found != topology.nodes.end());
  return *found;
}

Packet syn(const std::string& from, const std::string& to, int ttl) {
  TcpSegment segment;
  segment.source_port = at(from).port;
  segment.destination_port = at(to).port;
  segment.sequence = 1000;
  segment.syn = true;
  segment.max_segment_size = 1460;
  Packet packet;
  packet.source = at(from).address;
  packet.destination = at(to).address;
  packet.ttl = ttl;
  packet.payload = segment;
  return packet;
}

Packet udp(const std::string& from, const std::string& to, std::size_t bytes) {
  UdpDatagram datagram;
  datagram.source_port = at(from).port;
  datagram.destination_port = at(to).port;
  datagram.data.resize(bytes);
  Packet packet;
  packet.source = at(from).address;
  packet.destination = at(to).address;
  packet.payload = datagram;
  return packet;
}

Packet answer(const Packet& packet) {
  Packet back;
  back.source = packet.destination;
  back.destination = packet.source;
  if (const auto* segment = std::get_if<TcpSegment>(&packet.payload)) {
    TcpSegment reply;
    reply.source_port = segment->destination_port;
    reply.destination_port = segment->source_port;
    reply.syn = reply.ack = true;
    reply.sequence = 5000;
    reply.acknowledgment = segment->sequence + 1;
    back.payload = reply;
  } else {
    UdpDatagram reply;
    reply.source_port = destination_of(packet).port;
    reply.destination_port = source_of(packet).port;
    back.payload = reply;
  }
  return back;
}

std::string describe(const Packet& packet) {
  const std::string ends =
      to_string(source_of(packet)) + ">" + to_string(destination_of(packet));
  if (const auto* tcp = std::get_if<TcpSegment>(&packet.payload)) {
    std::string flags;
    if (tcp->syn) flags += " syn";
    if (tcp->fin) flags += " fin";
    if (tcp->rst) flags += " rst";
    if (tcp->ack) flags += " ack";
    return "tcp" + flags + " " + ends;
  }
  if (std::holds_alternative<UdpDatagram>(packet.payload)) return "udp " + ends;
  const auto& icmp = std::get<IcmpMessage>(packet.payload);
  const char* protocol = icmp.quoted.protocol == Protocol::tcp ? "tcp" : "udp";
  return fmt::format("icmp {}/{} {}>{} about {} {}>{}", icmp.type, icmp.code,
                     packet.source.to_string(), packet.destination.to_string(), protocol,
                     to_string(Endpoint{icmp.quoted.source, icmp.quoted.source_port}),
                     to_string(Endpoint{icmp.quoted.destination, icmp.quoted.destination_port}));
}

TestNet::TestNet(Topology topology, std::uint64_t seed) : network(loop, topology, seed) {
  for (const Node& each : topology.nodes) {
    network.attach(each.name,
                   [this, name = each.name](Packet packet) { arrived(name, packet); });
  }
}

void TestNet::arrived(const std::string& node, const Packet& packet) {
  const std::chrono::duration<double, std::milli> ms = loop.now().time_since_epoch();
  lines_.push_back(fmt::format("{:.3f}ms {}: {}", ms.count(), node, describe(packet)));
  received.push_back(packet);
  const auto* tcp = std::get_if<TcpSegment>(&packet.payload);
  // Clients use the higher port: an answer is not answered.
  const bool asks = source_of(packet).port > destination_of(packet).port;
  const bool opens = tcp ? tcp->syn && !tcp->ack : protocol_of(packet) == Protocol::udp && asks;
  if (node == answering_ && opens) network.send(node, answer(packet));
}

ErrorCode TestNet::send(const std::string& node, const Packet& packet) {
  return network.send(node, packet);
}

void TestNet::send_at(Duration when, const std::string& node, const Packet& packet) {
  loop.at(Instant{when}, [this, node, packet] { network.send(node, packet); });
}

void TestNet::change_at(Duration when, const Topology& topology) {
  loop.at(Instant{when}, [this, topology] { network.change(topology); });
}

std::vector<std::string> TestNet::run() {
  loop.run_until([] { return false; });
  return std::exchange(lines_, {});
}

}  // namespace edge
