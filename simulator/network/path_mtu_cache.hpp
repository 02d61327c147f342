// What one node has learnt about the MTU of paths (RFC 1191).
#pragma once

#include <optional>
#include <unordered_map>

#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"

namespace edge {

class PathMtuCache {
 public:
  /// Values below the smallest sensible MTU are raised to it (min_pmtu, ip-sysctl.rst; RFC 8200).
  void learn(const IpAddress& destination, int mtu, Instant now);
  /// Bytes; absent when nothing is known or the knowledge is ten minutes old (mtu_expires).
  std::optional<int> find(const IpAddress& destination, Instant now) const;
  void clear() { learnt_.clear(); }

 private:
  struct Learnt {
    int mtu = 0;
    Instant expires;
  };
  std::unordered_map<IpAddress, Learnt> learnt_;
};

}  // namespace edge
