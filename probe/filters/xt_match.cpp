#include "probe/filters/xt_match.hpp"

#include <fmt/format.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <netinet/in.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/world/real/netlink_attributes.hpp"
#include "probe/filters/loads.hpp"

namespace edge::probe {
namespace {

KnownBits port_of(const FilterPacket& packet, bool source) {
  return packet.transport.part(source ? 0 : 2, 2);
}

std::string big16(std::uint16_t port) {
  return {static_cast<char>(port >> 8), static_cast<char>(port)};
}

Truth port_in(const FilterPacket& packet, bool source, std::uint16_t low, std::uint16_t high) {
  if (low == 0 && high == 0xffff) return Truth::yes;
  return port_of(packet, source).between(big16(low), big16(high));
}

Truth turned(Truth truth, bool invert) { return invert ? !truth : truth; }

Truth match_tcp(const FilterExpression& match, const FilterPacket& packet) {
  const auto data = header_of<xt_tcp>(match.a);
  if (!data || data->option != 0) return Truth::unknown;
  if (packet.protocol != IPPROTO_TCP) return Truth::no;
  const KnownBits flags = packet.transport.part(13, 1);
  const auto asked = flags.masked({reinterpret_cast<const char*>(&data->flg_mask), 1}, {})
                         .equals({reinterpret_cast<const char*>(&data->flg_cmp), 1});
  return turned(port_in(packet, true, data->spts[0], data->spts[1]),
                (data->invflags & XT_TCP_INV_SRCPT) != 0) &&
         turned(port_in(packet, false, data->dpts[0], data->dpts[1]),
                (data->invflags & XT_TCP_INV_DSTPT) != 0) &&
         turned(asked, (data->invflags & XT_TCP_INV_FLAGS) != 0);
}

Truth match_udp(const FilterExpression& match, const FilterPacket& packet) {
  const auto data = header_of<xt_udp>(match.a);
  if (!data) return Truth::unknown;
  if (packet.protocol != IPPROTO_UDP) return Truth::no;
  return turned(port_in(packet, true, data->spts[0], data->spts[1]),
                (data->invflags & XT_UDP_INV_SRCPT) != 0) &&
         turned(port_in(packet, false, data->dpts[0], data->dpts[1]),
                (data->invflags & XT_UDP_INV_DSTPT) != 0);
}

Truth match_multiport(const FilterExpression& match, const FilterPacket& packet) {
  const auto data = header_of<xt_multiport_v1>(match.a);
  if (!data || match.revision != 1 || data->count > XT_MULTI_PORTS) return Truth::unknown;
  Truth found = Truth::no;
  for (int i = 0; i < data->count; ++i) {
    const auto low = data->ports[i];
    const bool range = data->pflags[i] != 0 && i + 1 < data->count;
    const auto high = range ? data->ports[++i] : low;
    if (data->flags != XT_MULTIPORT_DESTINATION) found = found || port_in(packet, true, low, high);
    if (data->flags != XT_MULTIPORT_SOURCE) found = found || port_in(packet, false, low, high);
  }
  return turned(found, data->invert != 0);
}

/// A state that is one of `mask`, in the bits of xt_conntrack.
Truth state_in(const FilterPacket& packet, std::uint32_t mask, std::uint32_t untracked) {
  std::uint32_t state = connection_state(packet);
  if (state == kStateUntracked) state = untracked;
  const bool tracked = packet.tracked();
  if (tracked && packet.source_translated) state |= XT_CONNTRACK_STATE_SNAT;
  if (tracked && packet.destination_translated) state |= XT_CONNTRACK_STATE_DNAT;
  return truth_of((state & mask) != 0);
}

Truth match_conntrack(const FilterExpression& match, const FilterPacket& packet) {
  const auto data = header_of<xt_conntrack_mtinfo3>(match.a);
  const auto older = header_of<xt_conntrack_mtinfo2>(match.a);
  if (match.revision == 1 || !older || (match.revision == 3 && !data)) return Truth::unknown;
  const std::uint32_t flags = older->match_flags & ~XT_CONNTRACK_STATE_ALIAS;
  if ((flags & ~(XT_CONNTRACK_STATE | XT_CONNTRACK_DIRECTION)) != 0) return Truth::unknown;
  Truth holds = Truth::yes;
  if ((flags & XT_CONNTRACK_STATE) != 0) {
    holds = turned(state_in(packet, older->state_mask, XT_CONNTRACK_STATE_UNTRACKED),
                   (older->invert_flags & XT_CONNTRACK_STATE) != 0);
  }
  if ((flags & XT_CONNTRACK_DIRECTION) == 0) return holds;
  if (!packet.tracked()) return Truth::no;
  return holds && turned(truth_of(packet.kind != PacketKind::answers),
                         (older->invert_flags & XT_CONNTRACK_DIRECTION) != 0);
}

Truth match_state(const FilterExpression& match, const FilterPacket& packet) {
  if (match.a.size() < 4) return Truth::unknown;
  return state_in(packet, number_of(std::string_view(match.a).substr(0, 4)), kStateUntracked);
}

Truth type_in(const FilterPacket& packet, const KnownBits& bits, std::uint16_t mask) {
  if (mask == 0) return Truth::yes;
  if (!bits.all_known()) return Truth::unknown;
  const int type = packet.address_type(*any_address_of(bits.value));
  return truth_of((1u << type & mask) != 0);
}

Truth match_addrtype(const FilterExpression& match, const FilterPacket& packet) {
  const auto data = header_of<xt_addrtype_info_v1>(match.a);
  if (!data || match.revision != 1) return Truth::unknown;
  constexpr std::uint32_t kLimited = XT_ADDRTYPE_LIMIT_IFACE_IN | XT_ADDRTYPE_LIMIT_IFACE_OUT;
  if ((data->flags & kLimited) != 0) return Truth::unknown;
  return turned(type_in(packet, packet.source(), data->source),
                (data->flags & XT_ADDRTYPE_INVERT_SOURCE) != 0) &&
         turned(type_in(packet, packet.destination(), data->dest),
                (data->flags & XT_ADDRTYPE_INVERT_DEST) != 0);
}

Truth mark_is(const FilterExpression& match, const KnownBits& mark) {
  const auto data = header_of<xt_mark_mtinfo1>(match.a);
  if (!data || match.revision != 1) return Truth::unknown;
  return turned(mark.masked(bytes_of(data->mask), {}).equals(bytes_of(data->mark)),
                data->invert != 0);
}

Truth match_mark(const FilterExpression& match, const FilterPacket& packet) {
  return mark_is(match, packet.mark);
}

Truth match_connmark(const FilterExpression& match, const FilterPacket& packet) {
  return mark_is(match, packet.connection_mark);
}

Truth match_always(const FilterExpression&, const FilterPacket&) { return Truth::yes; }
Truth match_never(const FilterExpression&, const FilterPacket&) { return Truth::no; }

struct MatchRow {
  std::string_view name;
  Truth (*holds)(const FilterExpression& match, const FilterPacket& packet);
};

constexpr MatchRow kMatches[] = {
    {"comment", match_always},     {"tcp", match_tcp},           {"udp", match_udp},
    {"multiport", match_multiport}, {"conntrack", match_conntrack}, {"state", match_state},
    {"addrtype", match_addrtype},  {"mark", match_mark},         {"connmark", match_connmark},
    {"icmp", match_never},         {"icmp6", match_never},      {"sctp", match_never},
    {"owner", match_never},  // a forwarded packet has no socket of this host's
};

}  // namespace

Truth xt_match(const FilterExpression& match, const FilterPacket& packet) {
  const auto row = std::ranges::find(kMatches, match.name, &MatchRow::name);
  return row == std::end(kMatches) ? Truth::unknown : row->holds(match, packet);
}

}  // namespace edge::probe
