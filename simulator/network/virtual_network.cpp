#include "simulator/network/virtual_network.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <unordered_map>
#include <utility>

#include "common/base/check.hpp"
#include "simulator/network/ip_node.hpp"
#include "simulator/network/link_layer.hpp"
#include "simulator/topology/validate.hpp"

namespace edge {

struct VirtualNetwork::Impl {
  Impl(EventLoop& event_loop, std::uint64_t seed)
      : loop(event_loop), links(event_loop, seed, [this](PortId port, Packet packet) {
          if (IpNode* node = owners[port]) node->receive(port, std::move(packet));
        }) {}

  void apply(const Topology& changed) {
    validate(changed);
    topology = changed;
    links.configure(topology);
    owners.clear();
    for (auto& [name, node] : nodes) {
      if (std::ranges::find(topology.nodes, name, &Node::name) != topology.nodes.end()) continue;
      Node empty;
      empty.name = name;
      node->configure(empty);
    }
    for (const Node& node : topology.nodes) {
      auto& ip_node = nodes[node.name];
      if (!ip_node) ip_node = std::make_unique<IpNode>(loop, links);
      ip_node->configure(node);
      for (const Interface& interface : node.interfaces) {
        owners[links.port(node.name, interface.name)] = ip_node.get();
      }
    }
  }

  IpNode& find(const std::string& name) const {
    const auto found = nodes.find(name);
    CHECK(found != nodes.end());
    return *found->second;
  }

  EventLoop& loop;
  Topology topology;
  LinkLayer links;
  // A node that leaves the topology stays here without interfaces: timers still point to it.
  std::unordered_map<std::string, std::unique_ptr<IpNode>> nodes;
  std::unordered_map<PortId, IpNode*> owners;
};

VirtualNetwork::VirtualNetwork(EventLoop& loop, const Topology& topology, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(loop, seed)) {
  impl_->apply(topology);
}

VirtualNetwork::~VirtualNetwork() = default;

void VirtualNetwork::change(const Topology& topology) { impl_->apply(topology); }

const Topology& VirtualNetwork::topology() const { return impl_->topology; }

void VirtualNetwork::attach(const std::string& node, Receiver receiver) {
  impl_->find(node).attach(std::move(receiver));
}

void VirtualNetwork::set_process_tap(const std::string& node, ProcessTap tap) {
  impl_->find(node).set_tap(std::move(tap));
}

void VirtualNetwork::set_tap(Tap tap) { impl_->links.set_tap(std::move(tap)); }

LocalRoute VirtualNetwork::route(const std::string& node, const IpAddress& destination,
                                 std::optional<IpAddress> source, std::uint32_t mark) const {
  return impl_->find(node).route(destination, std::move(source), mark);
}

ErrorCode VirtualNetwork::send(const std::string& node, Packet packet) {
  return impl_->find(node).send(std::move(packet));
}

}  // namespace edge
