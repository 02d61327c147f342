// What a node's TCP and UDP need of the layer below: small, so that a test can join two stacks by a
// scripted wire.
#pragma once

#include <optional>

#include "simulator/network/packet.hpp"
#include "simulator/network/virtual_network.hpp"

namespace edge {

class IpLayer {
 public:
  virtual ~IpLayer() = default;
  virtual LocalRoute route(const IpAddress& destination,
                           const std::optional<IpAddress>& source) const = 0;
  /// Is `address` one of this node's own, loopback included?
  virtual bool owns(const IpAddress& address) const = 0;
  /// Errors: those a local sendto() would see at once.
  virtual ErrorCode send(Packet packet) = 0;
};

}  // namespace edge
