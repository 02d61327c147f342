// A virtual network with the Worlds of all its nodes. What one World does is virtual_node's.
#pragma once

#include <memory>
#include <string>

#include "common/world/world.hpp"
#include "simulator/network/event_loop.hpp"
#include "simulator/network/virtual_network.hpp"

namespace edge {

/// All nodes' worlds over one network and one clock.
class VirtualInternet {
 public:
  VirtualInternet(const Topology& topology, std::uint64_t seed);
  ~VirtualInternet();

  EventLoop& loop();
  VirtualNetwork& network();
  /// The world of `node`; lives as long as this object. CHECKs that the node exists.
  World& world(const std::string& node);
  /// Applies a changed topology (a fault that begins, or heals) at the present instant.
  void change(const Topology& topology);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace edge
