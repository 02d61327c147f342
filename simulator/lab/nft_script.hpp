// The rules of a node in the words of nft(8). Not for addresses, routes and policy rules, and not
// for IPv6: topologies filter IPv4 only. What makes them the kernel's: nft_table.hpp.
#pragma once

#include <string>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// The filter and NAT rules of `node` as "table ip edgesim", chain by chain (filter_chains.hpp), or
/// nothing when there are none. Pure. Throws std::invalid_argument for the one thing nft has no
/// words for: an interface whose name contains a double quote.
std::string nft_script(const Node& node);

}  // namespace edge::sim
