// The netfilter hooks of one node: takes a packet through the chains of a hook, carries out what
// their rules say, tracks connections and translates addresses. Not for sending: that a rule
// rejects a packet is told to the caller, who answers it.
#pragma once

#include <optional>
#include <vector>

#include "simulator/network/connection_table.hpp"
#include "simulator/network/filter_engine.hpp"
#include "simulator/network/packet_context.hpp"
#include "simulator/network/routing.hpp"

namespace edge {

/// NF_ACCEPT or NF_DROP.
struct HookVerdict {
  bool accepted = true;
  std::optional<RejectKind> reject;  // how a dropped packet is answered; absent: with silence
};

class NetfilterHooks {
 public:
  /// Takes changed rules; `routing` is referred to until the next call. Connections are kept, but
  /// for the masqueraded ones whose address the node no longer has.
  void configure(const std::vector<Rule>& rules, const Routing& routing,
                 const TrackingSettings& tracking = {});

  /// Rules may change the packet: its mark, its addresses.
  HookVerdict run(Hook hook, PacketContext& context, Instant now);

  /// A packet has passed its last hook, and so its connection exists (nf_conntrack_confirm()).
  /// False: there is no room for one more, and the packet is lost.
  bool confirm(const PacketContext& context, Instant now);

 private:
  HookVerdict run_chain(const Chain& chain, PacketContext& context);
  HookVerdict run_nat(const Chain& chain, PacketContext& context);
  HookVerdict bind(const Chain& chain, PacketContext& context);
  bool masquerade(PacketContext& context);

  FilterEngine filter_{{}};
  const Routing* routing_ = nullptr;  // absent: not configured, so there is no rule either
  ConnectionTable connections_;
};

}  // namespace edge
