// What the host's packet filters do to a module network: a policy or a rule that stops its packets
// or their answers, a translation of addresses that is missing.
#pragma once

#include <vector>

#include "probe/host/scene.hpp"

namespace edge::probe {

/// What stops the packets to the hub, or their answers.
MaybeFinding stopped_by_filter(const Scene& scene);
/// They leave with the module's own address, which nobody outside knows the way to.
MaybeFinding not_translated(const Scene& scene);

/// A rule that leads the module network's packets for the hub to another machine, or to the host.
MaybeFinding led_elsewhere(const Scene& scene);

}  // namespace edge::probe
