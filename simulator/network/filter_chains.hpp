// The rules of a node as chains of nftables: which of them form a base chain, what has a chain of
// its own, what a policy is. The lab writes them for nft(8), the host's view reads them as a kernel
// tells them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

enum class ChainType { filter, nat, route };  // of nft(8)

/// One line of a chain: what it does, or the chain that it jumps to.
struct ChainLine {
  Match match;
  Action action;
  std::string comment;
  std::string jump;  // not empty: nothing else counts
};

/// Where packets enter a chain.
struct ChainBase {
  Hook hook = Hook::forward;
  int priority = 0;
  ChainType type = ChainType::filter;
  bool drops = false;  // the policy
};

struct NamedChain {
  std::string name;                // "forward_minus_1", "DOCKER-USER"
  std::optional<ChainBase> base;   // nothing: only jumps lead here
  std::vector<ChainLine> lines;
};

/// Each chain after those that it jumps to. Without the rules that no IPv4 packet can match.
std::vector<NamedChain> filter_chains(const Node& node);

}  // namespace edge::sim
