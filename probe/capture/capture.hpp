// A host as `edgeprobe host` has found it, written as a scenario: the same network for `edgesim
// run`, in which the same thing is wrong (docs/heal.md).
#pragma once

#include <functional>
#include <string>

#include "probe/host/host_report.hpp"
#include "probe/host/trace.hpp"

namespace edge::probe {

/// What the network is called that the file describes: `edgesim heal` knows by it whose packet
/// filter it writes commands for.
inline constexpr const char* kCapturedNetwork = "captured-host";

/// What of the host goes into the file.
struct CaptureSource {
  const HostState& state;
  const HostTraces& traces;
  const std::vector<HostFinding>& findings;
};

/// YAML. Of names only those of interfaces and of packet filters' chains are in it; nothing of the
/// engine, no identity: the key in it is a test key. With `coin`, which gives a random bit, other
/// addresses stand in the place of the site's. Throws std::invalid_argument where there is no
/// module network to write about.
std::string capture_text(const CaptureSource& source, std::function<bool()> coin = {});

}  // namespace edge::probe
