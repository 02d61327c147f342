// The rules of a node in the words of nft(8). Not for addresses, routes and policy rules, and not
// for IPv6: topologies filter IPv4 only. What makes them the kernel's: nft_table.hpp.
#pragma once

#include <string>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// The filter and NAT rules of `node` as "table ip edgesim", or nothing when there are none. Rules
/// of one hook and priority form one base chain; rules that no IPv4 packet can match are left out.
/// Pure. Throws std::invalid_argument for the one thing nft
/// has no words for: an interface whose name contains a double quote.
std::string nft_script(const Node& node);

}  // namespace edge::sim
