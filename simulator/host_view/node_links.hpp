// The numbers that a virtual node's interfaces have, as a kernel would give them in turn.
#pragma once

#include <algorithm>
#include <string>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

inline constexpr int kLoopbackIndex = 1;

/// 0: there is none of that name.
inline int link_index(const Node& node, const std::string& name) {
  const auto found = std::ranges::find(node.interfaces, name, &Interface::name);
  if (found == node.interfaces.end()) return 0;
  return kLoopbackIndex + 1 + static_cast<int>(found - node.interfaces.begin());
}

inline const Interface* interface_of(const Node& node, int index) {
  const int place = index - kLoopbackIndex - 1;
  if (place < 0 || place >= static_cast<int>(node.interfaces.size())) return nullptr;
  return &node.interfaces[static_cast<std::size_t>(place)];
}

}  // namespace edge::sim
