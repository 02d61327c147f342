#include "probe/host/filter_trace.hpp"

#include <linux/netfilter.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <algorithm>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

/// What an address is to the host, by its local table.
int address_type(const HostState& state, const IpAddress& address) {
  const HostRoute* best = nullptr;
  for (const HostRoute& route : state.routes) {
    if (route.table != RT_TABLE_LOCAL || !route.destination.contains(address)) continue;
    const bool longer =
        !best || route.destination.length > best->destination.length;
    if (longer) best = &route;
  }
  if (best) return best->type;
  return address.is_multicast() ? RTN_MULTICAST : RTN_UNICAST;
}

FilterPacket packet_into(const HostState& state, int link, FilterPacket packet) {
  const HostLink* in = find_link(state, link);
  packet.in_index = link;
  if (in) {
    packet.in_link = in->name;
    packet.in_kind = in->kind;
  }
  packet.address_type = [&state](const IpAddress& address) { return address_type(state, address); };
  return packet;
}

void set_out_link(const HostState& state, int link, FilterPacket& packet) {
  const HostLink* out = find_link(state, link);
  packet.out_index = link;
  packet.out_link = out ? out->name : std::string();
  packet.out_kind = out ? out->kind : std::string();
}

/// True: it is still on its way.
bool pass(const HostState& state, std::uint32_t hook, FilteredPacket& filtered) {
  filtered.hooks.push_back({hook, walk_hook(state.filters->rules, hook, filtered.packet)});
  return !filtered.hooks.back().way.stopped;
}

/// The address behind which the host hides the module; nothing: none is known.
std::optional<IpAddress> address_outside(const HostState& state, int uplink,
                                         const FilteredPacket& out) {
  const FilterStep* step = out.translated();
  if (!step) return std::nullopt;
  if (const auto address = translated_address(*step)) return address;
  const HostLink* link = find_link(state, uplink);
  if (!link) return std::nullopt;
  const auto own = std::ranges::find_if(link->addresses, reaches_beyond);
  return own == link->addresses.end() ? std::nullopt : std::optional(own->address);
}

}  // namespace

const HookWay* FilteredPacket::stopped_at() const {
  const auto hook = std::ranges::find_if(
      hooks, [](const HookWay& each) { return each.way.stopped.has_value(); });
  return hook == hooks.end() ? nullptr : &*hook;
}

const FilterStep* FilteredPacket::stopped() const {
  const HookWay* hook = stopped_at();
  return hook ? &*hook->way.stopped : nullptr;
}

const FilterStep* FilteredPacket::translated() const {
  for (const HookWay& each : hooks) {
    const bool source = each.hook == NF_INET_POST_ROUTING;
    if (source && each.way.translated) return &*each.way.translated;
  }
  return nullptr;
}

bool FilteredPacket::translates_for_certain() const {
  return std::ranges::all_of(
      hooks, [](const HookWay& each) { return each.way.translates_for_certain; });
}

std::optional<IpAddress> translated_address(const FilterStep& step) {
  const auto& address = step.outcome.address;
  if (!address || !address->all_known()) return std::nullopt;
  return any_address_of(address->value);
}

FilteredPacket enter_by_bridge(const HostState& state, const FilterFlow& flow) {
  FilteredPacket filtered;
  if (!state.filters) return filtered;
  filtered.looked_at = true;
  filtered.packet = packet_into(
      state, flow.bridge,
      make_packet(flow.protocol, {flow.module, flow.hub, 0, flow.port}, PacketKind::opens));
  pass(state, NF_INET_PRE_ROUTING, filtered);
  filtered.destination_changed = filtered.packet.destination_translated;
  return filtered;
}

void leave_by(const HostState& state, int out_link, FilteredPacket& filtered) {
  if (!filtered.looked_at || filtered.stopped() || filtered.destination_changed) return;
  if (out_link == 0) return;
  set_out_link(state, out_link, filtered.packet);
  if (pass(state, NF_INET_FORWARD, filtered)) pass(state, NF_INET_POST_ROUTING, filtered);
}

FilteredPacket enter_by_uplink(const HostState& state, const FilterFlow& flow, int uplink,
                               const FilteredPacket& out) {
  FilteredPacket filtered;
  if (!out.looked_at || out.destination_changed) return filtered;
  filtered.looked_at = true;
  const IpAddress to = address_outside(state, uplink, out).value_or(flow.module);
  filtered.packet =
      packet_into(state, uplink, make_packet(flow.protocol, {flow.hub, to, flow.port, 0},
                                             PacketKind::answers));
  filtered.packet.opened_untracked = !out.packet.tracked();
  filtered.packet.connection_mark = out.packet.connection_mark;
  filtered.packet.source_translated = out.packet.source_translated;
  pass(state, NF_INET_PRE_ROUTING, filtered);
  return filtered;
}

FilteredPacket follow(const HostState& state, const FilterFlow& flow, int out_link,
                      const FilteredPacket& out, const FilteredPacket& back) {
  if (!back.looked_at || flow.protocol != IPPROTO_TCP || !out.packet.tracked()) return {};
  FilteredPacket filtered;
  filtered.looked_at = true;
  filtered.packet = packet_into(
      state, flow.bridge, make_packet(flow.protocol, {flow.module, flow.hub, 0, flow.port},
                                      PacketKind::goes_on));
  filtered.packet.connection_mark = back.packet.connection_mark;
  filtered.packet.source_translated = out.packet.source_translated;
  if (pass(state, NF_INET_PRE_ROUTING, filtered)) leave_by(state, out_link, filtered);
  return filtered;
}

void leave_to_module(const HostState& state, const FilterFlow& flow, FilteredPacket& filtered) {
  if (!filtered.looked_at || filtered.stopped()) return;
  filtered.packet.set_destination(flow.module);
  set_out_link(state, flow.bridge, filtered.packet);
  if (pass(state, NF_INET_FORWARD, filtered)) pass(state, NF_INET_POST_ROUTING, filtered);
}

}  // namespace edge::probe
