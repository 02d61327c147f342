// An IPsec policy of the host that the module network's packets meet on their way to the hub.
#pragma once

#include "probe/host/scene.hpp"

namespace edge::probe {

MaybeFinding ipsec_override(const Scene& scene);

}  // namespace edge::probe
