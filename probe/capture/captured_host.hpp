// The host's own node of a capture: interfaces, routes, policy rules, settings.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "probe/capture/address_mask.hpp"
#include "probe/capture/capture.hpp"

namespace edge::probe {

using CaptureJson = nlohmann::ordered_json;

/// What all parts of a capture are made with.
struct CaptureContext {
  const HostState& state;
  const NetworkTrace& trace;            // of the module network that it is about
  const HostTraces& all;
  AddressMask& mask;
  std::vector<std::string> left_out;    // what a scenario has no words for

  std::string text(const IpAddress& address) const { return mask(address).to_string(); }
  std::string text(const Prefix& network) const { return to_string(mask(network)); }
  /// The interface's name as a scenario takes it.
  std::string name(int index) const;
};

/// The links that the node has: those with addresses, and those that routes lead by.
std::set<int> captured_links(const CaptureContext& context);

/// Name, interfaces, routes, policy rules, settings and name servers.
CaptureJson captured_host(CaptureContext& context);

}  // namespace edge::probe
