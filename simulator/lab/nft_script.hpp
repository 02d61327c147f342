// The rules of a node in the words of nft(8), and libnftables to make them the kernel's. Not for
// addresses, routes and policy rules, and not for IPv6: topologies filter IPv4 only.
#pragma once

#include <string>

#include "common/topology/topology.hpp"

namespace edge::sim {

/// The filter and NAT rules of `node` as a script that puts "table ip edgesim" in the place of an
/// earlier one, in one transaction. Rules of one hook and priority form one base chain; rules that
/// no IPv4 packet can match are left out. Pure. Throws std::invalid_argument for the one thing nft
/// has no words for: an interface whose name contains a double quote.
std::string nft_script(const Node& node);

/// Runs `script` in the network namespace the thread is in, through libnftables. Connections that
/// are tracked already stay so. Throws std::runtime_error with libnftables' words, which quote the
/// line after "line:NUMBER:COLUMNS:"; the namespace then has what it had before.
void apply_nft(const std::string& script);

}  // namespace edge::sim
