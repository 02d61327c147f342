#include "simulator/network/segments.hpp"

#include <vector>

#include "common/base/check.hpp"

namespace edge::sim {
namespace {

/// Disjoint sets of numbers, each known by one of its own (union-find).
class DisjointSets {
 public:
  std::size_t add() {
    parents_.push_back(parents_.size());
    return parents_.back();
  }
  std::size_t find(std::size_t number) {
    while (parents_[number] != number) {
      number = parents_[number] = parents_[parents_[number]];
    }
    return number;
  }
  void join(std::size_t one, std::size_t other) { parents_[find(one)] = find(other); }

 private:
  std::vector<std::size_t> parents_;
};

}  // namespace

Segments::Segments(const Topology& topology) {
  DisjointSets sets;
  for (const auto& node : topology.nodes) {
    for (const auto& interface : node.interfaces) {
      numbers_[{node.name, interface.name}] = sets.add();
    }
  }
  for (const auto& wire : topology.wires) sets.join(of(wire.a), of(wire.b));
  for (auto& [port, number] : numbers_) number = sets.find(number);
  for (const auto& node : topology.nodes) {
    for (const auto& interface : node.interfaces) {
      const auto segment = of({node.name, interface.name});
      for (const auto& prefix : interface.addresses) {
        owners_.try_emplace({segment, prefix.address}, &node);
      }
    }
  }
}

std::size_t Segments::of(const Port& port) const {
  const auto found = numbers_.find({port.node, port.interface});
  CHECK(found != numbers_.end());
  return found->second;
}

const Node* Segments::owner(const Port& port, const IpAddress& address) const {
  const auto found = owners_.find({of(port), address});
  return found == owners_.end() ? nullptr : found->second;
}

}  // namespace edge::sim
