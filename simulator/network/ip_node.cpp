#include "simulator/network/ip_node.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "common/base/check.hpp"
#include "simulator/topology/look_up.hpp"

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
        PacketContext context;
        context.packet = std::move(packet);
        send_error(context, IcmpReason::host_unreachable);
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
  netfilter_.configure(node_.rules, *routing_,
                       {std::chrono::seconds{node_.sysctls.tcp_timeout_established},
                        node_.sysctls.tcp_loose});
  icmp_.configure(node_.icmp_errors, *routing_);
  tunnels_.configure(node_.tunnels);
  path_mtus_.clear();
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

/// False if there is no usable one.
bool IpNode::set_route(PacketContext& context) const {
  const Packet& packet = context.packet;
  context.route = routing_->lookup({packet.destination, packet.source, packet.mark});
  context.out = context.route.kind == Kind::local ? &loopback_ : context.route.interface;
  return context.route.usable();
}

bool IpNode::passes(Hook hook, PacketContext& context) {
  const HookVerdict verdict = netfilter_.run(hook, context, loop_.now());
  if (verdict.reject) reject(context, *verdict.reject);
  return verdict.accepted;
}

bool IpNode::confirm(const PacketContext& context) {
  return netfilter_.confirm(context, loop_.now());
}

ErrorCode IpNode::send(Packet packet) {
  const ErrorCode error = send_unseen(std::move(packet));
  if (error && tap_.not_sent) tap_.not_sent(loop_.now(), error);
  return error;
}

ErrorCode IpNode::send_unseen(Packet packet) {
  if (!routing_->is_local(packet.source)) return make_error_code(errc::network_unreachable);
  PacketContext context;
  context.packet = std::move(packet);
  if (const auto* icmp = std::get_if<IcmpMessage>(&context.packet.payload)) {
    const IpAddress& peer = context.packet.destination;
    const bool too_big = is_packet_too_big(*icmp, context.packet.source.is_v6());
    set_route(context);
    if (!icmp_.may_send(peer, context.route, too_big, loop_.now())) return {};
  }
  return output(std::move(context));
}

ErrorCode IpNode::output(PacketContext context) {
  if (!set_route(context)) return context.route.error();
  const auto destination = context.packet.destination;
  const auto mark = context.packet.mark;
  if (!passes(Hook::output, context)) return filtered(context.packet);
  const bool changed = context.packet.destination != destination || context.packet.mark != mark;
  if (changed && !set_route(context)) return context.route.error();
  const int mtu = path_mtu(context.route, context.packet.destination);
  if (context.packet.dont_fragment && context.packet.size() > mtu) {
    const bool tcp = protocol_of(context.packet) == Protocol::tcp;
    if (tcp) send_error(context, IcmpReason::packet_too_big, mtu);
    return make_error_code(errc::message_size);
  }
  return postrouting(std::move(context));
}

ErrorCode IpNode::postrouting(PacketContext context) {
  if (!passes(Hook::postrouting, context)) return filtered(context.packet);
  if (!confirm(context)) return filtered(context.packet);
  if (context.route.kind != Kind::local) {
    transmit(std::move(context));
    return {};
  }
  context.out = nullptr;
  context.route = {};
  loop_.in(Duration::zero(), [this, context = std::move(context)]() mutable {
    context.in = &loopback_;
    if (passes(Hook::prerouting, context)) deliver(std::move(context));
  });
  return {};
}

void IpNode::transmit(PacketContext context) {
  const Interface& out = *context.out;
  const PortId port = ports_[static_cast<std::size_t>(&out - node_.interfaces.data())];
  if (out.kind != InterfaceKind::tun) {
    const IpAddress next_hop = context.route.gateway.value_or(context.packet.destination);
    neighbours_.send(port, next_hop, std::move(context.packet));
  } else if (const auto peer = links_.far_end(port)) {
    links_.send(port, *peer, std::move(context.packet));
  } else {
    // In its own turn, as a process would read the device; this also ends recursion in a loop.
    loop_.in(Duration::zero(),
             [this, name = out.name, packet = std::move(context.packet)]() mutable {
               enter_tunnel(name, std::move(packet));
             });
  }
}

void IpNode::receive(PortId port, Packet packet) {
  const auto found = std::ranges::find(ports_, port);
  if (found == ports_.end()) return;
  PacketContext context;
  context.packet = std::move(packet);
  context.in = &node_.interfaces[static_cast<std::size_t>(found - ports_.begin())];
  prerouting(std::move(context));
}

void IpNode::prerouting(PacketContext context) {
  Packet& packet = context.packet;
  packet.mark = 0;
  if (packet.source.is_loopback() || packet.destination.is_loopback()) return;
  if (!passes(Hook::prerouting, context)) return;
  const bool routable = set_route(context);
  if (context.route.kind == Kind::local) {
    context.out = nullptr;
    if (!is_martian(context)) deliver(std::move(context));
  } else if (!node_.sysctls.ip_forward) {
    return;  // ip_error(), net/ipv4/route.c: a host that does not forward stays silent
  } else if (!routable) {
    const auto reason = unroutable_reason(context.route.kind, packet.destination.is_v6());
    if (reason) send_error(context, *reason);
  } else if (!is_martian(context)) {
    forward(std::move(context));
  }
}

/// Reverse path filter, RFC 3704; __fib_validate_source(), net/ipv4/fib_frontend.c. IPv6 has none.
bool IpNode::is_martian(const PacketContext& context) const {
  const Packet& packet = context.packet;
  if (!packet.source.is_v4()) return false;
  if (routing_->is_local(packet.source)) return true;
  if (node_.sysctls.rp_filter == 0) return false;
  const std::uint32_t mark = node_.sysctls.src_valid_mark ? packet.mark : 0;
  const RouteDecision back = routing_->lookup({packet.source, packet.destination, mark});
  if (back.kind != Kind::unicast) return true;
  return node_.sysctls.rp_filter == 1 && back.interface != context.in;
}

void IpNode::forward(PacketContext context) {
  if (context.packet.ttl <= 1) return send_error(context, IcmpReason::time_exceeded);
  const int mtu = context.out->mtu;
  if (must_fit(context.packet) && context.packet.size() > mtu) {
    return send_error(context, IcmpReason::packet_too_big, mtu);
  }
  --context.packet.ttl;
  if (passes(Hook::forward, context)) postrouting(std::move(context));
}

void IpNode::deliver(PacketContext context) {
  if (!passes(Hook::input, context) || !confirm(context)) return;
  const Packet& packet = context.packet;
  if (const auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) {
    if (is_packet_too_big(*icmp, packet.source.is_v6())) {
      path_mtus_.learn(icmp->quoted.destination, icmp->next_hop_mtu, loop_.now());
    }
  }
  if (auto carried = tunnels_.decapsulate(packet)) return leave_tunnel(std::move(*carried));
  if (tap_.received) tap_.received(loop_.now(), packet);
  if (receiver_) receiver_(std::move(context.packet));
}

void IpNode::send_error(const PacketContext& about, IcmpReason reason, int next_hop_mtu) {
  auto error = icmp_.error(about, reason, loop_.now(), next_hop_mtu);
  if (error) output(std::move(*error));
}

/// Resets as nf_send_reset(), net/ipv4/netfilter/nf_reject_ipv4.c.
void IpNode::reject(const PacketContext& context, RejectKind kind) {
  if (kind != RejectKind::tcp_reset) return send_error(context, reject_reason(kind));
  const auto* segment = std::get_if<TcpSegment>(&context.packet.payload);
  if (!segment || segment->rst) return;
  PacketContext reset;
  reset.packet.source = context.packet.destination;
  reset.packet.destination = context.packet.source;
  reset.packet.payload = reset_for(*segment);
  reset.tracked = related_to(context.tracked);
  output(std::move(reset));
}

/// As a process that has read `inner` from its tun device and writes to its UDP socket.
void IpNode::enter_tunnel(const std::string& interface, Packet inner) {
  auto outer = tunnels_.encapsulate(interface, std::move(inner));
  if (!outer) return;
  std::optional<IpAddress> source;
  if (!outer->source.is_unspecified()) source = outer->source;
  const LocalRoute way = route(outer->destination, source, outer->mark);
  if (way.error) return;
  PacketContext context;
  context.packet = std::move(*outer);
  context.packet.source = way.source;
  output(std::move(context));
}

void IpNode::leave_tunnel(Decapsulated carried) {
  PacketContext context;
  context.packet = std::move(carried.inner);
  context.in = find_interface(node_, carried.interface);
  CHECK(context.in);  // validate.hpp: a tunnel has its device
  if (context.in->up) prerouting(std::move(context));
}

}  // namespace edge
