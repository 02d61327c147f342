#include "simulator/topology/look_up.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace edge {

const Node* find_node(const Topology& topology, std::string_view name) {
  const auto found = std::ranges::find(topology.nodes, name, &Node::name);
  return found == topology.nodes.end() ? nullptr : &*found;
}

Node* find_node(Topology& topology, std::string_view name) {
  const auto found = std::ranges::find(topology.nodes, name, &Node::name);
  return found == topology.nodes.end() ? nullptr : &*found;
}

const Interface* find_interface(const Node& node, const std::string& name) {
  const auto found = std::ranges::find(node.interfaces, name, &Interface::name);
  return found == node.interfaces.end() ? nullptr : &*found;
}

bool has_address(const Interface& interface, const IpAddress& address) {
  return std::ranges::find(interface.addresses, address, &Prefix::address) !=
         interface.addresses.end();
}

bool has_address(const Node& node, const IpAddress& address) {
  return std::ranges::any_of(node.interfaces, [&](const Interface& interface) {
    return has_address(interface, address);
  });
}

bool is_on_link(const Interface& interface, const IpAddress& address) {
  return std::ranges::any_of(interface.addresses,
                             [&](const Prefix& own) { return own.contains(address); });
}

const Interface& interface_at(const Topology& topology, const Port& port) {
  const Node* node = find_node(topology, port.node);
  CHECK(node);
  const Interface* interface = find_interface(*node, port.interface);
  CHECK(interface);
  return *interface;
}

Duration clock_offset(const Topology& topology, const std::string& node) {
  const auto found = topology.clock_offsets.find(node);
  return found == topology.clock_offsets.end() ? Duration{} : found->second;
}

}  // namespace edge
