// The rules of one node compiled into netfilter's chains: which rules a packet meets at a hook, in
// which order, and whether one matches. What an action then does is decided in netfilter_hooks.
#pragma once

#include <array>
#include <vector>

#include "simulator/network/packet_context.hpp"
#include "simulator/network/routing.hpp"
#include "simulator/topology/topology.hpp"

namespace edge {

/// Rules of one hook and priority, as an nft base chain: `accept` ends the chain, not the hook.
struct Chain {
  enum class Kind { filter, track, destination_nat, source_nat };

  int priority = 0;
  Kind kind = Kind::filter;
  std::vector<Rule> rules;
};

class FilterEngine {
 public:
  /// Where conntrack looks at a packet (NF_IP_PRI_CONNTRACK, linux/netfilter_ipv4.h).
  static constexpr int kTracking = -200;

  explicit FilterEngine(const std::vector<Rule>& rules);

  const std::vector<Chain>& chains(Hook hook) const {
    return hooks_[static_cast<std::size_t>(hook)];
  }
  /// Connections are followed only where a rule needs it, as in the kernel.

 private:
  Chain& chain(Hook hook, int priority, Chain::Kind kind);

  bool tracks_ = false;
  std::array<std::vector<Chain>, 5> hooks_;
};

bool matches(const Match& match, const PacketContext& context, const Routing& routing);

}  // namespace edge
