#include "simulator/lab/unused_devices.hpp"

#include <algorithm>

#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

bool is_used(const Topology& topology, const Port& port) {
  const auto ends_here = [&](const Wire& wire) { return wire.a == port || wire.b == port; };
  if (std::ranges::any_of(topology.wires, ends_here)) return true;
  const auto* node = find_node(topology, port.node);
  return node && std::ranges::count(node->tunnels, port.interface, &Tunnel::interface) > 0;
}

}  // namespace

UnusedDevices::UnusedDevices(boost::asio::any_io_executor executor, Where where)
    : executor_(std::move(executor)), where_(std::move(where)) {}

void UnusedDevices::release_used(const Topology& topology) {
  std::erase_if(devices_, [&](const auto& entry) {
    return is_used(topology, {entry.first.first, entry.first.second});
  });
}

void UnusedDevices::make_missing(const Topology& topology) {
  for (const auto& node : topology.nodes) {
    for (const auto& interface : node.interfaces) {
      const std::pair key{node.name, interface.name};
      const bool made_already =
          interface.kind == InterfaceKind::bridge || devices_.contains(key);
      if (made_already || is_used(topology, {node.name, interface.name})) continue;
      const auto kind = interface.kind == InterfaceKind::tun ? TapDevice::Kind::tun
                                                             : TapDevice::Kind::tap;
      devices_.emplace(key, TapDevice(executor_, where_(node.name), interface.name, kind));
    }
  }
}

}  // namespace edge::sim
