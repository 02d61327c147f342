// What is wrong with the environment of the edge agent's or the edge hub's container: pure, over
// the variables that the engine has for it. No secret is in what is said.
#pragma once

#include <string>
#include <vector>

#include "probe/engine/containers.hpp"
#include "probe/host/engine_report.hpp"
#include "probe/host/host_report.hpp"

namespace edge::probe {

/// A finding for each mistake; the worst first.
std::vector<HostFinding> setting_mistakes(const Container& container);

/// The variables that decide how it connects, as they may be shown.
std::vector<ContainerSetting> shown_settings(const Environment& environment);

}  // namespace edge::probe
