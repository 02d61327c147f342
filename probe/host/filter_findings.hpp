// What of the host's packet filters stops a module network's packets or their answers: a policy or
// a rule.
#pragma once

#include <vector>

#include "probe/host/scene.hpp"

namespace edge::probe {

/// What stops the packets to the hub, or their answers.
MaybeFinding stopped_by_filter(const Scene& scene);

}  // namespace edge::probe
