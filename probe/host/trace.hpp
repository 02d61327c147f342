// Where the packets of each module network go: out to the hub, back again, and the host's own for
// comparison. The kernel's answer decides; the walk over rules and tables names what it comes from.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "probe/host/filter_trace.hpp"
#include "probe/host/kernel_answer.hpp"
#include "probe/host/lookup.hpp"

namespace edge::probe {

using AskKernel = std::function<KernelAnswer(const Lookup&)>;

/// One question, answered twice.
struct TracedPacket {
  Lookup packet;
  Decision walk;
  KernelAnswer kernel;
  bool asked = false;   // false: nothing to ask, since the way there ends before

  /// Where it goes, by the kernel if it says so, else by the walk.
  int out_link() const;
  /// The kernel refuses, and the walk has a route that does not forbid it.
  bool refused() const;
  /// The kernel sends it elsewhere than the walk.
  bool differs() const;
};

/// Another way that modules need: what rules by port and packet filters do to it.
struct OtherFlow {
  std::uint8_t protocol = 0;       // of IP
  std::uint16_t port = 0;
  Decision way;                    // out
  FilteredPacket out, back;
};

struct NetworkTrace {
  int bridge = 0;                  // index
  Prefix subnet;
  IpAddress module;                // an address of the subnet that is not the host's
  TracedPacket out, back;
  FilteredPacket out_filters, back_filters, later_filters;
  std::vector<OtherFlow> other_flows;
};

struct HostTraces {
  IpAddress hub;
  std::uint16_t port = 0;
  TracedPacket host;
  std::vector<NetworkTrace> networks;
};

/// A bridge with one of its subnets.
struct ModuleNetwork {
  int bridge = 0;
  Prefix subnet;
};

/// Those of container engines, by their names; if there are none, every bridge that no default
/// route leaves by.
std::vector<ModuleNetwork> module_networks(const HostState& state);
/// Of all bridges those that are called `wanted` or have it as their subnet.
std::vector<ModuleNetwork> module_networks(const HostState& state, const std::string& wanted);

HostTraces trace_all(const HostState& state, const std::vector<ModuleNetwork>& networks,
                     const IpAddress& hub, std::uint16_t port, const AskKernel& ask);

}  // namespace edge::probe
