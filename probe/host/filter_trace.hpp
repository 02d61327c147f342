// A module network's packet on its way through the host's packet filters: in by the bridge, out by
// the uplink, and its answer. Where it is routed to is the caller's to say, between the two halves.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "probe/filters/walk.hpp"
#include "probe/host/host_state.hpp"

namespace edge::probe {

/// One hook that the packet came through.
struct HookWay {
  std::uint32_t hook = 0;  // NF_INET_*
  FilterWay way;
};

struct FilteredPacket {
  bool looked_at = false;            // false: the filters were not read, or it does not come so far
  std::vector<HookWay> hooks;
  FilterPacket packet;               // as it is behind the last of them
  bool destination_changed = false;  // by a rule: what is behind it is not looked at

  /// The hook that stops it; null: none does for all that is known.
  const HookWay* stopped_at() const;
  const FilterStep* stopped() const;
  const FilterStep* translated() const;  // its source
  bool translates_for_certain() const;
};

/// That a rule puts in; nothing: the interface's own, or one of several.
std::optional<IpAddress> translated_address(const FilterStep& step);

struct FilterFlow {
  IpAddress module, hub;
  int bridge = 0;
  std::uint8_t protocol = 0;
  std::uint16_t port = 0;
};

/// Before it is routed.
FilteredPacket enter_by_bridge(const HostState& state, const FilterFlow& flow);
/// Once it is known by where it leaves.
void leave_by(const HostState& state, int out_link, FilteredPacket& filtered);

/// The answer to a packet that came through as `out` has it.
FilteredPacket enter_by_uplink(const HostState& state, const FilterFlow& flow, int uplink,
                               const FilteredPacket& out);
/// What the module sends once it is answered: of the same connection, but not its first packet.
FilteredPacket follow(const HostState& state, const FilterFlow& flow, int out_link,
                      const FilteredPacket& out, const FilteredPacket& back);
/// Back to the module by its bridge, its address turned back.
void leave_to_module(const HostState& state, const FilterFlow& flow, FilteredPacket& filtered);

}  // namespace edge::probe
