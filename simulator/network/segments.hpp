// The segments of a topology: the ports that one frame can reach, over wires and bridges, whether
// up or not, and who has which address among them. Not how frames go: link_layer.hpp.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

class Segments {
 public:
  /// Keeps pointers into `topology`, which is one that validate() takes.
  explicit Segments(const Topology& topology);

  /// The same number for two ports of one segment. CHECKs that the port exists.
  std::size_t of(const Port& port) const;
  /// The first node, in the topology's order, with `address` on a port of the segment `port` is on;
  /// null: there is none.
  const Node* owner(const Port& port, const IpAddress& address) const;

 private:
  std::map<std::pair<std::string, std::string>, std::size_t> numbers_;
  std::map<std::pair<std::size_t, IpAddress>, const Node*> owners_;
};

}  // namespace edge::sim
