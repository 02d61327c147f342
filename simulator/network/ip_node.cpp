#include "simulator/network/ip_node.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

using Kind = RouteDecision::Kind;
using namespace boost::system;

/// A local rule that drops a datagram shows in sendto(); TCP keeps trying in silence.
ErrorCode filtered(const Packet& packet) {
  const bool datagram = protocol_of(packet) == Protocol::udp;
  return datagram ? make_error_code(errc::operation_not_permitted) : ErrorCode{};
}

/// Routers fragment IPv4 only.
bool must_fit(const Packet& packet) {
  return packet.dont_fragment || packet.destination.is_v6();
}

}  // namespace

IpNode::IpNode(EventLoop& loop, LinkLayer& links)
    : loop_(loop),
      links_(links),
      neighbours_(loop, links, [this](Packet packet) {
        Flight flight;
        flight.packet = std::move(packet);
        send_error(flight, IcmpReason::host_unreachable);
      }) {
  loopback_.name = "lo";
  loopback_.mtu = kLargestPacket;
  configure(Node{});
}

void IpNode::configure(const Node& node) {
  if (routing_ && node == node_) return;
  node_ = node;
  ports_.clear();
  for (const Interface& interface : node_.interfaces) {
    ports_.push_back(links_.port(node_.name, interface.name));
  }
  routing_ = std::make_unique<Routing>(node_);
  filter_ = std::make_unique<FilterEngine>(node_.rules);
  path_mtus_.clear();
  // Masqueraded connections end with the address they used (nf_nat_masquerade.c).
  connections_.erase_if([this](const Connection& connection) {
    return !connection.masqueraded_on.empty() &&
           !routing_->is_local(connection.reply.destination.address);
  });
  configure_tunnels();
}

LocalRoute IpNode::route(const IpAddress& destination, std::optional<IpAddress> source,
                         std::uint32_t mark) const {
  if (source && !routing_->is_local(*source)) {
    return {make_error_code(errc::network_unreachable), {}, 0};
  }
  RouteDecision decision = routing_->lookup({destination, source, mark});
  if (!decision.usable()) return {decision.error(), {}, 0};
  if (!source) {
    source = routing_->source_for(decision, destination);
    if (!source) return {make_error_code(errc::address_not_available), {}, 0};
    // connect() looks a second time, now that a rule may select by source.
    decision = routing_->lookup({destination, source, mark});
    if (!decision.usable()) return {decision.error(), {}, 0};
  }
  return {{}, *source, path_mtu(decision, destination)};
}

int IpNode::path_mtu(const RouteDecision& route, const IpAddress& destination) const {
  if (route.kind == Kind::local) return loopback_.mtu;
  const int mtu = route.interface->mtu;
  return std::min(mtu, path_mtus_.find(destination, loop_.now()).value_or(mtu));
}

/// False if there is no way.
bool IpNode::set_route(Flight& flight) const {
  const Packet& packet = flight.packet;
  flight.route = routing_->lookup({packet.destination, packet.source, packet.mark});
  flight.out = flight.route.kind == Kind::local ? &loopback_ : flight.route.interface;
  return flight.route.usable();
}

ErrorCode IpNode::send(Packet packet) {
  if (!routing_->is_local(packet.source)) return make_error_code(errc::network_unreachable);
  Flight flight;
  flight.packet = std::move(packet);
  if (const auto* icmp = std::get_if<IcmpMessage>(&flight.packet.payload)) {
    const bool too_big = is_packet_too_big(*icmp, flight.packet.source.is_v6());
    set_route(flight);
    if (!may_send_error(flight.packet.destination, flight.route, too_big)) return {};
  }
  return output(std::move(flight));
}

ErrorCode IpNode::output(Flight flight) {
  if (!set_route(flight)) return flight.route.error();
  const auto destination = flight.packet.destination;
  const auto mark = flight.packet.mark;
  if (run_hook(Hook::output, flight) == Verdict::drop) return filtered(flight.packet);
  const bool changed = flight.packet.destination != destination || flight.packet.mark != mark;
  if (changed && !set_route(flight)) return flight.route.error();
  const int mtu = path_mtu(flight.route, flight.packet.destination);
  if (flight.packet.dont_fragment && flight.packet.size() > mtu) {
    const bool tcp = protocol_of(flight.packet) == Protocol::tcp;
    if (tcp) send_error(flight, IcmpReason::packet_too_big, mtu);
    return make_error_code(errc::message_size);
  }
  return leave(std::move(flight));
}

ErrorCode IpNode::leave(Flight flight) {
  if (run_hook(Hook::postrouting, flight) == Verdict::drop) return filtered(flight.packet);
  if (!confirm(flight)) return filtered(flight.packet);
  if (flight.route.kind != Kind::local) {
    transmit(std::move(flight));
    return {};
  }
  flight.out = nullptr;
  flight.route = {};
  loop_.in(Duration::zero(), [this, flight = std::move(flight)]() mutable {
    flight.in = &loopback_;
    if (run_hook(Hook::prerouting, flight) == Verdict::accept) deliver(std::move(flight));
  });
  return {};
}

void IpNode::transmit(Flight flight) {
  const Interface& out = *flight.out;
  const PortId port = ports_[static_cast<std::size_t>(&out - node_.interfaces.data())];
  if (out.kind != InterfaceKind::tun) {
    const IpAddress next_hop = flight.route.gateway.value_or(flight.packet.destination);
    neighbours_.send(port, next_hop, std::move(flight.packet));
  } else if (const auto peer = links_.far_end(port)) {
    links_.send(port, *peer, std::move(flight.packet));
  } else {
    // In its own turn, as a process would read the device; this also ends recursion in a loop.
    loop_.in(Duration::zero(),
             [this, name = out.name, packet = std::move(flight.packet)]() mutable {
               wrap(name, std::move(packet));
             });
  }
}

void IpNode::receive(PortId port, Packet packet) {
  const auto found = std::ranges::find(ports_, port);
  if (found == ports_.end()) return;
  Flight flight;
  flight.packet = std::move(packet);
  flight.in = &node_.interfaces[static_cast<std::size_t>(found - ports_.begin())];
  input(std::move(flight));
}

void IpNode::input(Flight flight) {
  flight.packet.mark = 0;
  if (flight.packet.source.is_loopback() || flight.packet.destination.is_loopback()) return;
  if (run_hook(Hook::prerouting, flight) == Verdict::drop) return;
  const bool routable = set_route(flight);
  if (flight.route.kind == Kind::local) {
    flight.out = nullptr;
    if (!is_martian(flight)) deliver(std::move(flight));
  } else if (!node_.sysctls.ip_forward) {
    return;  // ip_error(), net/ipv4/route.c: a host that does not forward stays silent
  } else if (!routable) {
    answer_unroutable(flight);
  } else if (!is_martian(flight)) {
    forward(std::move(flight));
  }
}

/// Reverse path filter, RFC 3704; __fib_validate_source(), net/ipv4/fib_frontend.c. IPv6 has none.
bool IpNode::is_martian(const Flight& flight) const {
  const Packet& packet = flight.packet;
  if (!packet.source.is_v4()) return false;
  if (routing_->is_local(packet.source)) return true;
  if (node_.sysctls.rp_filter == 0) return false;
  const std::uint32_t mark = node_.sysctls.src_valid_mark ? packet.mark : 0;
  const RouteDecision back = routing_->lookup({packet.source, packet.destination, mark});
  if (back.kind != Kind::unicast) return true;
  return node_.sysctls.rp_filter == 1 && back.interface != flight.in;
}

void IpNode::forward(Flight flight) {
  if (flight.packet.ttl <= 1) return send_error(flight, IcmpReason::time_exceeded);
  const int mtu = flight.out->mtu;
  if (must_fit(flight.packet) && flight.packet.size() > mtu) {
    return send_error(flight, IcmpReason::packet_too_big, mtu);
  }
  --flight.packet.ttl;
  if (run_hook(Hook::forward, flight) == Verdict::accept) leave(std::move(flight));
}

void IpNode::deliver(Flight flight) {
  if (run_hook(Hook::input, flight) == Verdict::drop || !confirm(flight)) return;
  const Packet& packet = flight.packet;
  if (const auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) {
    if (is_packet_too_big(*icmp, packet.source.is_v6())) {
      path_mtus_.learn(icmp->quoted.destination, icmp->next_hop_mtu, loop_.now());
    }
  }
  if (unwrap(packet) || !receiver_) return;
  receiver_(std::move(flight.packet));
}

}  // namespace edge
