#include "simulator/network/link_layer.hpp"

#include <algorithm>

#include "simulator/topology/look_up.hpp"

namespace edge {
namespace {

constexpr int kMostBridges = 4;  // between two neighbours; ends the search in a looped LAN

/// A packet that may be fragmented fits any wire its interface fits.
int frame_size(const Packet& packet, const Interface& interface) {
  const int size = packet.size();
  return packet.dont_fragment ? size : std::min(size, interface.mtu);
}

}  // namespace

LinkLayer::LinkLayer(EventLoop& loop, std::uint64_t seed, Deliver deliver)
    : loop_(loop), seed_(seed), deliver_(std::move(deliver)) {}

PortId LinkLayer::port(const std::string& node, const std::string& interface) {
  const auto next = static_cast<PortId>(ports_.size());
  const auto [entry, added] = ids_.try_emplace({node, interface}, next);
  if (added) ports_.emplace_back();
  return entry->second;
}

void LinkLayer::configure(const Topology& topology) {
  ports_.assign(ports_.size(), PortState{});
  for (const Node& node : topology.nodes) {
    for (const Interface& interface : node.interfaces) {
      const PortId id = port(node.name, interface.name);
      ports_[id].node = &node;
      ports_[id].interface = &interface;
    }
  }
  for (const Wire& wire : topology.wires) {
    const PortId a = port(wire.a.node, wire.a.interface);
    const PortId b = port(wire.b.node, wire.b.interface);
    add_end(a, b, wire);
    add_end(b, a, wire);
  }
}

void LinkLayer::add_end(PortId from, PortId to, const Wire& wire) {
  auto& direction = directions_[{from, to}];
  if (!direction) {
    auto name = [this](PortId id) {
      return ports_[id].node->name + "/" + ports_[id].interface->name;
    };
    direction = std::make_unique<WireDirection>(seed_, name(from) + ">" + name(to));
  }
  ports_[from].ends.push_back({&wire, direction.get(), to});
}

bool LinkLayer::usable(PortId port) const {
  return ports_[port].interface && ports_[port].interface->up;
}

const LinkLayer::End* LinkLayer::toward(PortId from, std::optional<PortId> except,
                                        const Wanted& wanted, int bridges, PortId& found) const {
  for (const End& end : ports_[from].ends) {
    if (end.far == except || !end.wire->up || !usable(end.far)) continue;
    if (wanted(end.far)) {
      found = end.far;
      return &end;
    }
    const bool bridge = ports_[end.far].interface->kind == InterfaceKind::bridge;
    if (bridge && bridges > 0 && toward(end.far, from, wanted, bridges - 1, found)) return &end;
  }
  return nullptr;
}

std::optional<PortId> LinkLayer::resolve(PortId from, const IpAddress& address) const {
  PortId found = 0;
  const Wanted answers = [&](PortId port) { return has_address(*ports_[port].node, address); };
  if (!usable(from) || !toward(from, std::nullopt, answers, kMostBridges, found)) return {};
  return found;
}

std::optional<PortId> LinkLayer::far_end(PortId from) const {
  const auto& ends = ports_[from].ends;
  if (ends.empty()) return {};
  return ends.front().far;
}

void LinkLayer::send(PortId from, PortId to, Packet packet) {
  PortId found = 0;
  const Wanted is_target = [to](PortId port) { return port == to; };
  if (!usable(from)) return;
  const End* end = toward(from, std::nullopt, is_target, kMostBridges, found);
  if (!end) return;
  const int bytes = frame_size(packet, *ports_[from].interface);
  const Transit transit = end->direction->send(*end->wire, loop_.now(), bytes);
  if (!transit.entered) return;
  packet.mark = 0;  // a mark never leaves its node
  if (tap_) tap_(loop_.now(), *end->wire, packet);
  const PortId at = end->far;
  for (int i = 0; i < transit.arrivals; ++i) {
    const bool last = i + 1 == transit.arrivals;
    // NOLINTNEXTLINE(bugprone-use-after-move): only the last round moves
    loop_.at(transit.at[static_cast<std::size_t>(i)],
             [this, at, to, copy = last ? std::move(packet) : packet]() mutable {
               arrive(at, to, std::move(copy));
             });
  }
}

void LinkLayer::arrive(PortId at, PortId to, Packet packet) {
  if (!usable(at)) return;
  if (at == to) {
    deliver_(at, std::move(packet));
  } else {
    send(at, to, std::move(packet));
  }
}

}  // namespace edge
