// Targets of x_tables, of the legacy iptables and in rules of iptables-nft.
#include <linux/netfilter.h>

#include <algorithm>
#include <cstring>

#include "probe/filters/parse_expressions.hpp"

namespace edge::probe {
namespace {

struct TargetRow {
  std::string_view name;
  FilterOp op;
  Translation translation = Translation::none;
};

constexpr TargetRow kTargets[] = {
    {"REJECT", FilterOp::reject},
    {"MASQUERADE", FilterOp::translate, Translation::masquerade},
    {"SNAT", FilterOp::translate, Translation::source},
    {"NETMAP", FilterOp::unreadable},
    {"DNAT", FilterOp::translate, Translation::destination},
    {"REDIRECT", FilterOp::translate, Translation::redirect},
    {"NFQUEUE", FilterOp::queue},
    {"NOTRACK", FilterOp::untrack},
    {"MARK", FilterOp::set_meta},
    {"CONNMARK", FilterOp::set_ct},
    {"LOG", FilterOp::neutral},
    {"NFLOG", FilterOp::neutral},
    {"ULOG", FilterOp::neutral},
    {"TRACE", FilterOp::neutral},
    {"TCPMSS", FilterOp::neutral},
    {"CHECKSUM", FilterOp::neutral},
    {"CLASSIFY", FilterOp::neutral},
    {"DSCP", FilterOp::neutral},
    {"TOS", FilterOp::neutral},
    {"TEE", FilterOp::neutral},
    {"RATEEST", FilterOp::neutral},
    {"LED", FilterOp::neutral},
    {"AUDIT", FilterOp::neutral},
    {"SECMARK", FilterOp::neutral},
    {"CONNSECMARK", FilterOp::neutral},
};

constexpr std::uint16_t kNoTracking = 1;  // XT_CT_NOTRACK, the flags at the front of CT's data

std::uint16_t front_flags(const std::string& data) {
  std::uint16_t flags = 0;
  if (data.size() >= sizeof flags) std::memcpy(&flags, data.data(), sizeof flags);
  return flags;
}

}  // namespace

FilterExpression xt_target(std::string name, std::uint32_t revision, std::string data) {
  FilterExpression one;
  one.revision = revision;
  const auto row = std::ranges::find(kTargets, name, &TargetRow::name);
  if (row != std::end(kTargets)) {
    one.op = row->op;
    one.key = static_cast<int>(row->translation);
  }
  if (name == "CT") {
    one.op = (front_flags(data) & kNoTracking) != 0 ? FilterOp::untrack : FilterOp::neutral;
  }
  one.flags = 2;  // of x_tables: what it sets is in its data
  one.name = std::move(name);
  one.a = std::move(data);
  return one;
}

}  // namespace edge::probe
