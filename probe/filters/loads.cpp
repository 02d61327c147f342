#include "probe/filters/loads.hpp"

#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>

#include <cstring>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLoadedBytes = 16;

KnownBits name_bits(const std::string& name) {
  std::string bytes = name;
  bytes.resize(IFNAMSIZ);
  return KnownBits::all(std::move(bytes));
}

KnownBits byte_bits(std::uint8_t byte) { return KnownBits::all({static_cast<char>(byte)}); }

KnownBits link_bits(int index) { return KnownBits::number(static_cast<std::uint32_t>(index)); }

KnownBits protocol_bits(const FilterPacket& packet) {
  const int protocol = packet.ipv6() ? ETH_P_IPV6 : ETH_P_IP;
  return KnownBits::all({static_cast<char>(protocol >> 8), static_cast<char>(protocol & 0xff)});
}

KnownBits family_bits(const FilterPacket& packet) {
  return byte_bits(packet.ipv6() ? NFPROTO_IPV6 : NFPROTO_IPV4);
}

std::optional<KnownBits> load_meta(const FilterExpression& one, const FilterPacket& packet) {
  switch (one.key) {
    case NFT_META_PROTOCOL: return protocol_bits(packet);
    case NFT_META_MARK: return packet.mark;
    case NFT_META_IIF: return link_bits(packet.in_index);
    case NFT_META_IIFNAME: return name_bits(packet.in_link);
    // Before routing there is no interface that it leaves by: zero, and an empty name.
    case NFT_META_OIF: return link_bits(packet.out_index);
    case NFT_META_OIFNAME: return name_bits(packet.out_link);
    case NFT_META_OIFKIND:
      if (packet.out_kind.empty()) return std::nullopt;  // a device of its own
      return name_bits(packet.out_kind);
    case NFT_META_IIFKIND:
      if (packet.in_kind.empty()) return std::nullopt;
      return name_bits(packet.in_kind);
    case NFT_META_NFPROTO: return family_bits(packet);
    case NFT_META_L4PROTO: return byte_bits(packet.protocol);
    case NFT_META_SKUID:
    case NFT_META_SKGID: return std::nullopt;  // a forwarded packet has no socket here
    default: return KnownBits::none(kLoadedBytes);
  }
}

std::optional<KnownBits> load_ct(const FilterExpression& one, const FilterPacket& packet) {
  if (one.key == NFT_CT_STATE) return KnownBits::number(connection_state(packet));
  if (!packet.tracked()) return std::nullopt;
  const bool back = packet.kind == PacketKind::answers;
  switch (one.key) {
    case NFT_CT_DIRECTION: return byte_bits(back ? IP_CT_DIR_REPLY : IP_CT_DIR_ORIGINAL);
    case NFT_CT_STATUS: return connection_status(packet);
    case NFT_CT_MARK: return packet.connection_mark;
    case NFT_CT_L3PROTOCOL: return family_bits(packet);
    case NFT_CT_PROTOCOL: return byte_bits(packet.protocol);
    default: return KnownBits::none(kLoadedBytes);
  }
}

std::optional<KnownBits> load_payload(const FilterExpression& one, const FilterPacket& packet) {
  if (one.length > 64) return KnownBits::none(kLoadedBytes);
  const bool network = one.key == NFT_PAYLOAD_NETWORK_HEADER;
  const bool transport = one.key == NFT_PAYLOAD_TRANSPORT_HEADER;
  if (!network && !transport) return KnownBits::none(one.length);
  const KnownBits& header = network ? packet.network : packet.transport;
  if (one.offset >= header.size() || one.length > header.size() - one.offset) {
    return KnownBits::none(one.length);
  }
  return header.part(one.offset, one.length);
}

std::optional<KnownBits> load_fib(const FilterExpression& one, const FilterPacket& packet) {
  const bool source = (one.flags & NFTA_FIB_F_SADDR) != 0;
  const KnownBits address = source ? packet.source() : packet.destination();
  const bool bound = (one.flags & (NFTA_FIB_F_IIF | NFTA_FIB_F_OIF)) != 0;
  if (one.key != NFT_FIB_RESULT_ADDRTYPE || bound || !address.all_known()) {
    return KnownBits::none(kLoadedBytes);
  }
  const auto found = any_address_of(address.value);
  return KnownBits::number(static_cast<std::uint32_t>(packet.address_type(*found)));
}

}  // namespace

std::optional<KnownBits> loaded(const FilterExpression& one, const FilterPacket& packet) {
  switch (one.op) {
    case FilterOp::meta: return load_meta(one, packet);
    case FilterOp::ct: return load_ct(one, packet);
    case FilterOp::payload: return load_payload(one, packet);
    case FilterOp::fib: return load_fib(one, packet);
    default: return KnownBits::none(kLoadedBytes);
  }
}

std::uint32_t connection_state(const FilterPacket& packet) {
  switch (packet.tracking) {
    case Tracking::not_yet:
    case Tracking::stray: return kStateInvalid;
    case Tracking::first: return kStateNew;
    case Tracking::known: return kStateEstablished;
    case Tracking::never: return kStateUntracked;
  }
  return kStateInvalid;
}

KnownBits connection_status(const FilterPacket& packet) {
  std::uint32_t status = 0;
  if (packet.source_translated) status |= IPS_SRC_NAT;
  if (packet.destination_translated) status |= IPS_DST_NAT;
  if (packet.kind != PacketKind::opens) status |= IPS_SEEN_REPLY | IPS_CONFIRMED;
  constexpr std::uint32_t kKnown = IPS_SRC_NAT | IPS_DST_NAT | IPS_SEEN_REPLY | IPS_CONFIRMED |
                                   IPS_EXPECTED;
  KnownBits bits = KnownBits::number(status);
  bits.known = bytes_of(kKnown);
  return bits;
}

}  // namespace edge::probe
