// How the host translates the addresses of a module network's packets: not at all, or wrongly.
#pragma once

#include "probe/host/scene.hpp"

namespace edge::probe {

/// They leave with the module's own address, which nobody outside knows the way to.
MaybeFinding not_translated(const Scene& scene);
/// They leave with a source that is not the uplink's.
MaybeFinding translated_wrongly(const Scene& scene);
/// A rule leads them to another machine, or to the host.
MaybeFinding led_elsewhere(const Scene& scene);

}  // namespace edge::probe
