// Who sends a TCP reset. It carries the peer's address whoever made it, so that its distance, the
// TTL of the first SYN it answers, is all that tells.
#pragma once

#include <string>

#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {

/// Where `trace` met the reset; null if it met none: the sender's distance was not measured.
const Hop* reset_hop(const Trace& trace);

/// "2 hops away, at or right behind the host (172.18.0.1)"; empty if it was not measured.
std::string reset_distance(const Case& facts, const Trace& trace);

/// The router that stands where the reset came from, or further on, as another trace by the same
/// first router has it: so the reset is not the hub's. Null if none does.
const Hop* router_beyond_reset(const Case& facts, const Trace& trace);

}  // namespace edge::probe
