// Addresses of the module network that are somebody else's on this host, or are led elsewhere.
#pragma once

#include "probe/host/scene.hpp"

namespace edge::probe {

/// Another network of the host has some of the module network's addresses, or all.
MaybeFinding subnet_overlap(const Scene& scene);
/// A route takes single addresses of the module network away from its bridge, or forbids them.
MaybeFinding module_addresses_astray(const Scene& scene);

}  // namespace edge::probe
