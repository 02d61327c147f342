// Addresses of the hub's name that answer where another one is dead.
#pragma once

#include <vector>

#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {

/// What accepts connections though an address that was tried is dead.
struct OpenAddress {
  Endpoint endpoint;
  const Evidence* evidence = nullptr;
  bool untried = false;  // by the agent; looked at on one port only
  const Evidence* given_by = nullptr;  // the answer of another name server, if the agent had none
};

/// Addresses of the name that accept connections where the agent had no time for them, was not told
/// of them, or tried another one, which is dead: silent on that port or, as a trace tells, refusing
/// on both.
std::vector<OpenAddress> open_addresses(const Case& facts);
/// One of them is open where this one failed.
bool is_open_elsewhere(const std::vector<OpenAddress>& open, const ConnectFailure& failure);

}  // namespace edge::probe
