#include "simulator/network/virtual_world.hpp"

#include <map>

#include "common/base/check.hpp"
#include "simulator/network/virtual_node.hpp"

namespace edge {

namespace {

/// Different for each node, the same in every run (FNV-1a).
std::uint64_t seed_for(const std::string& node, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325 ^ seed;
  for (const char letter : node) {
    hash ^= static_cast<std::uint8_t>(letter);
    hash *= 0x100000001b3;
  }
  return hash;
}

}  // namespace

struct VirtualInternet::Impl {
  Impl(const Topology& topology, std::uint64_t its_seed)
      : seed(its_seed), network(loop, topology, its_seed) {
    add_nodes();
  }
  // Coroutines that still wait hold streams and timers of the worlds below.
  ~Impl() { loop.abandon(); }

  void add_nodes() {
    for (const Node& node : network.topology().nodes) {
      auto& world = worlds[node.name];
      if (!world) {
        world = std::make_unique<VirtualNode>(loop, network, node.name,
                                              seed_for(node.name, seed));
      }
    }
  }

  std::uint64_t seed;
  EventLoop loop;
  VirtualNetwork network;
  std::map<std::string, std::unique_ptr<VirtualNode>> worlds;
};

VirtualInternet::VirtualInternet(const Topology& topology, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(topology, seed)) {}

VirtualInternet::~VirtualInternet() = default;

EventLoop& VirtualInternet::loop() { return impl_->loop; }

VirtualNetwork& VirtualInternet::network() { return impl_->network; }

World& VirtualInternet::world(const std::string& node) {
  const auto found = impl_->worlds.find(node);
  CHECK(found != impl_->worlds.end());
  return *found->second;
}

void VirtualInternet::change(const Topology& topology) {
  impl_->network.change(topology);
  impl_->add_nodes();
}

}  // namespace edge
