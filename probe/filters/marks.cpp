#include "probe/filters/marks.hpp"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_connmark.h>

#include <optional>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

struct MarkData {
  std::uint32_t mark, mask;
};

struct ConnectionMarkData {
  std::uint32_t mark, connection_mask, packet_mask;
};

/// (old & ~mask) ^ by
KnownBits mixed(const KnownBits& old, std::uint32_t mask, const KnownBits& by) {
  return old.masked(bytes_of(~mask), {}).flipped_by(by);
}

/// The marks that are set; nothing: left as it is.
struct NewMarks {
  std::optional<KnownBits> packet, connection;
};

NewMarks marks_of_target(const FilterExpression& one, const FilterPacket& packet) {
  NewMarks marks;
  if (one.name == "MARK") {
    const auto data = header_of<MarkData>(one.a);
    if (data && one.revision == 2) {
      marks.packet = mixed(packet.mark, data->mask, KnownBits::number(data->mark));
    } else {
      marks.packet = KnownBits::none(4);
    }
    return marks;
  }
  const auto data = header_of<ConnectionMarkData>(one.a);
  // Revision 2 has how far marks are shifted (direction, bits) before the mode.
  const std::size_t at = sizeof(ConnectionMarkData) + (one.revision == 2 ? 2 : 0);
  const bool shifts = one.revision == 2 && one.a.size() > at && one.a[at - 1] != 0;
  if (!data || one.revision < 1 || one.revision > 2 || one.a.size() <= at || shifts) {
    return {KnownBits::none(4), KnownBits::none(4)};
  }
  const auto mode = static_cast<unsigned char>(one.a[at]);
  if (mode == XT_CONNMARK_SET) {
    marks.connection = mixed(packet.connection_mark, data->connection_mask,
                             KnownBits::number(data->mark));
  } else if (mode == XT_CONNMARK_SAVE) {
    marks.connection = mixed(packet.connection_mark, data->connection_mask,
                             packet.mark.masked(bytes_of(data->packet_mask), {}));
  } else {
    marks.packet = mixed(packet.mark, data->packet_mask,
                         packet.connection_mark.masked(bytes_of(data->connection_mask), {}));
  }
  return marks;
}

NewMarks marks_of_register(const FilterExpression& one, const Registers& registers) {
  const KnownBits value = registers.get(one.from, 4);
  if (one.op == FilterOp::set_meta && one.key == NFT_META_MARK) return {value, std::nullopt};
  if (one.op == FilterOp::set_ct && one.key == NFT_CT_MARK) return {std::nullopt, value};
  return {};
}

}  // namespace

bool set_mark(const FilterExpression& one, const Registers& registers, Truth holds,
              FilterPacket& packet) {
  const bool of_connection = one.op == FilterOp::set_ct;
  if (of_connection && !packet.tracked()) return false;  // there is nothing to mark
  const NewMarks marks = one.flags == 2 ? marks_of_target(one, packet)
                                        : marks_of_register(one, registers);
  const bool sure = holds == Truth::yes;
  if (marks.packet) packet.mark = sure ? *marks.packet : KnownBits::none(4);
  if (marks.connection) packet.connection_mark = sure ? *marks.connection : KnownBits::none(4);
  return marks.packet.has_value();
}

}  // namespace edge::probe
