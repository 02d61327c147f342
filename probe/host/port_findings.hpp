// Ports of the edge hub that somebody else has on the host, so that it does not start.
#pragma once

#include <string>
#include <vector>

#include "probe/host/scene.hpp"

namespace edge::probe {

/// One for each process that has such ports.
std::vector<HostFinding> taken_ports(const HostState& state);
/// "nginx (process 4711, user root, unit nginx.service)"; escaped.
std::string holder_text(const HostListener& listener);

}  // namespace edge::probe
