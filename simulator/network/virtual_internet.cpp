#include "simulator/network/virtual_internet.hpp"

#include <map>

#include "common/base/check.hpp"
#include "common/base/fnv1a.hpp"
#include "simulator/network/virtual_node.hpp"

namespace edge {

namespace {

/// Different for each node, the same in every run.
std::uint64_t seed_for(const std::string& node, std::uint64_t seed) {
  return fnv1a(as_bytes(node), kFnvOffsetBasis ^ seed);
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
