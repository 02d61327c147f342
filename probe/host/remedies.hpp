// The commands that take a module network out of a VPN's routes on this host, and those that take
// them back. Pure: whoever reads them runs them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/host/trace.hpp"

namespace edge::probe {

/// Empty: none is known.
struct Remedy {
  std::vector<std::string> commands, undo;
};

/// For packets that go out by `trace.out`'s route, though another way is left.
Remedy remedy_of_way_out(const HostState& state, const HostTraces& all, const NetworkTrace& trace);
/// For answers that `trace.back` leads elsewhere than to the bridge.
Remedy remedy_of_way_back(const HostState& state, const NetworkTrace& trace);

/// For the host's own queries to a name server of its LAN, on which its containers depend.
Remedy remedy_of_name_server(const HostState& state, const Decision& way,
                             const IpAddress& server);

/// A name as one word of a shell; nothing for one that cannot be written in a line.
std::optional<std::string> shell_word(const std::string& name);

}  // namespace edge::probe
