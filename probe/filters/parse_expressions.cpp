#include "probe/filters/parse_expressions.hpp"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>

#include <algorithm>
#include <array>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMaxExpressions = 256;  // of a rule; the kernel takes 128
constexpr std::uint32_t kNoRegister = 0xffff;

/// The attributes of an expression, by their types.
class Attributes {
 public:
  explicit Attributes(std::string_view bytes) {
    for_each_attribute(bytes, [&](std::uint16_t type, std::string_view value) {
      if (type < values_.size()) values_[type] = value;
    });
  }

  bool has(std::uint16_t type) const { return values_[type].data() != nullptr; }
  std::string_view bytes(std::uint16_t type) const { return values_[type]; }
  std::uint32_t number(std::uint16_t type) const { return big_number(values_[type]); }
  std::string text(std::uint16_t type) const { return text_of(values_[type]); }
  std::string data(std::uint16_t type) const { return parse_data(values_[type]).a; }

  /// In bytes from the first register: there are four of 16 bytes, or sixteen of 4.
  std::uint32_t place(std::uint16_t type) const {
    const auto number = big_number(values_[type]);
    if (number >= NFT_REG_1 && number <= NFT_REG_4) return (number - NFT_REG_1) * NFT_REG_SIZE;
    if (number >= NFT_REG32_00 && number <= NFT_REG32_15) {
      return (number - NFT_REG32_00) * NFT_REG32_SIZE;
    }
    return kNoRegister;
  }

 private:
  std::array<std::string_view, 32> values_;
};

using Expression = FilterExpression;

/// Meta and ct have the same attributes: they load, or they set.
void load_or_set(Expression& one, const Attributes& with, FilterOp load, FilterOp set,
                 std::uint16_t to, std::uint16_t key, std::uint16_t from) {
  one.op = with.has(from) ? set : load;
  one.key = with.number(key);
  if (with.has(from)) one.from = with.place(from);
  if (with.has(to)) one.to = with.place(to);
}

void parse_meta(Expression& one, const Attributes& with) {
  load_or_set(one, with, FilterOp::meta, FilterOp::set_meta, NFTA_META_DREG, NFTA_META_KEY,
              NFTA_META_SREG);
}

void parse_ct(Expression& one, const Attributes& with) {
  load_or_set(one, with, FilterOp::ct, FilterOp::set_ct, NFTA_CT_DREG, NFTA_CT_KEY, NFTA_CT_SREG);
  one.flags = with.has(NFTA_CT_DIRECTION) ? 1 : 0;
}

void parse_payload(Expression& one, const Attributes& with) {
  one.op = with.has(NFTA_PAYLOAD_SREG) ? FilterOp::set_payload : FilterOp::payload;
  one.key = with.number(NFTA_PAYLOAD_BASE);
  one.offset = with.number(NFTA_PAYLOAD_OFFSET);
  one.length = with.number(NFTA_PAYLOAD_LEN);
  one.to = with.place(NFTA_PAYLOAD_DREG);
}

void parse_fib(Expression& one, const Attributes& with) {
  one.op = FilterOp::fib;
  one.to = with.place(NFTA_FIB_DREG);
  one.key = with.number(NFTA_FIB_RESULT);
  one.flags = with.number(NFTA_FIB_FLAGS);
}

void parse_immediate(Expression& one, const Attributes& with) {
  const std::string name = one.name;
  one = parse_data(with.bytes(NFTA_IMMEDIATE_DATA));
  one.name = name;
  if (one.op == FilterOp::immediate) one.to = with.place(NFTA_IMMEDIATE_DREG);
}

void parse_compare(Expression& one, const Attributes& with) {
  one.op = FilterOp::compare;
  one.from = with.place(NFTA_CMP_SREG);
  one.key = with.number(NFTA_CMP_OP);
  one.a = with.data(NFTA_CMP_DATA);
}

void parse_range(Expression& one, const Attributes& with) {
  one.op = FilterOp::range;
  one.from = with.place(NFTA_RANGE_SREG);
  one.key = with.number(NFTA_RANGE_OP);
  one.a = with.data(NFTA_RANGE_FROM_DATA);
  one.b = with.data(NFTA_RANGE_TO_DATA);
}

void parse_bitwise(Expression& one, const Attributes& with) {
  if (with.number(NFTA_BITWISE_OP) != NFT_BITWISE_BOOL) return;  // the name that older headers know
  one.op = FilterOp::bitwise;
  one.from = with.place(NFTA_BITWISE_SREG);
  one.to = with.place(NFTA_BITWISE_DREG);
  one.length = with.number(NFTA_BITWISE_LEN);
  one.a = with.data(NFTA_BITWISE_MASK);
  one.b = with.data(NFTA_BITWISE_XOR);
}

void parse_swap(Expression& one, const Attributes& with) {
  one.op = FilterOp::swap;
  one.from = with.place(NFTA_BYTEORDER_SREG);
  one.to = with.place(NFTA_BYTEORDER_DREG);
  one.length = with.number(NFTA_BYTEORDER_LEN);
  one.offset = with.number(NFTA_BYTEORDER_SIZE);
}

void parse_lookup(Expression& one, const Attributes& with) {
  one.op = FilterOp::lookup;
  one.target = with.text(NFTA_LOOKUP_SET);
  one.from = with.place(NFTA_LOOKUP_SREG);
  one.to = with.has(NFTA_LOOKUP_DREG) ? with.place(NFTA_LOOKUP_DREG) : 0;
  one.flags = with.number(NFTA_LOOKUP_FLAGS);
  one.length = with.has(NFTA_LOOKUP_DREG) ? 1 : 0;  // a map's
}

void parse_nat(Expression& one, const Attributes& with) {
  one.op = FilterOp::translate;
  const bool source = with.number(NFTA_NAT_TYPE) == NFT_NAT_SNAT;
  one.key = static_cast<int>(source ? Translation::source : Translation::destination);
  // 1: it has an address; a port alone leaves the address as it is.
  one.flags = with.has(NFTA_NAT_REG_ADDR_MIN) ? 1 : 0;
  if (one.flags == 1) one.from = with.place(NFTA_NAT_REG_ADDR_MIN);
}

void parse_match(Expression& one, const Attributes& with) {
  one.op = FilterOp::match;
  one.name = with.text(NFTA_MATCH_NAME);
  one.revision = with.number(NFTA_MATCH_REV);
  one.a = std::string(with.bytes(NFTA_MATCH_INFO));
}

void parse_target(Expression& one, const Attributes& with) {
  one = xt_target(with.text(NFTA_TARGET_NAME), with.number(NFTA_TARGET_REV),
                  std::string(with.bytes(NFTA_TARGET_INFO)));
}

struct ExpressionRow {
  std::string_view name;
  FilterOp op;  // of one without attributes that matter
  void (*parse)(Expression& one, const Attributes& with);
};

void parse_nothing(Expression&, const Attributes&) {}

void parse_redirect(Expression& one, const Attributes&) {
  one.key = static_cast<int>(Translation::redirect);
}

void parse_masquerade(Expression& one, const Attributes&) {
  one.key = static_cast<int>(Translation::masquerade);
}

/// What is not here is unreadable, such as limit, quota, connlimit, socket and numgen: whether they
/// hold depends on more than one packet.
constexpr ExpressionRow kExpressions[] = {
    {"meta", FilterOp::meta, parse_meta},
    {"ct", FilterOp::ct, parse_ct},
    {"payload", FilterOp::payload, parse_payload},
    {"fib", FilterOp::fib, parse_fib},
    {"immediate", FilterOp::immediate, parse_immediate},
    {"cmp", FilterOp::compare, parse_compare},
    {"range", FilterOp::range, parse_range},
    {"bitwise", FilterOp::unreadable, parse_bitwise},
    {"byteorder", FilterOp::swap, parse_swap},
    {"lookup", FilterOp::lookup, parse_lookup},
    {"counter", FilterOp::neutral, parse_nothing},
    {"last", FilterOp::neutral, parse_nothing},
    {"log", FilterOp::neutral, parse_nothing},
    {"flow_offload", FilterOp::neutral, parse_nothing},
    {"notrack", FilterOp::untrack, parse_nothing},
    {"masq", FilterOp::translate, parse_masquerade},
    {"redir", FilterOp::translate, parse_redirect},
    {"nat", FilterOp::translate, parse_nat},
    {"reject", FilterOp::reject, parse_nothing},
    {"queue", FilterOp::queue, parse_nothing},
    {"match", FilterOp::match, parse_match},
    {"target", FilterOp::unreadable, parse_target},
};

Expression parse_expression(std::string_view bytes) {
  Expression one;
  std::string_view data;
  for_each_attribute(bytes, [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_EXPR_NAME) one.name = text_of(value);
    if (type == NFTA_EXPR_DATA) data = value;
  });
  const auto row = std::ranges::find(kExpressions, one.name, &ExpressionRow::name);
  if (row == std::end(kExpressions)) return one;
  one.op = row->op;
  row->parse(one, Attributes(data));
  return one;
}

}  // namespace

std::uint32_t big_number(std::string_view value) { return ntohl(number_of(value)); }

std::uint64_t big_number64(std::string_view value) {
  if (value.size() != sizeof(std::uint64_t)) return 0;
  return (std::uint64_t{big_number(value.substr(0, 4))} << 32) | big_number(value.substr(4));
}

FilterExpression parse_data(std::string_view bytes) {
  FilterExpression data;
  for_each_attribute(bytes, [&](std::uint16_t type, std::string_view value) {
    if (type == NFTA_DATA_VALUE) {
      data.op = FilterOp::immediate;
      data.a = std::string(value);
    }
    if (type != NFTA_DATA_VERDICT) return;
    data.op = FilterOp::verdict;
    for_each_attribute(value, [&](std::uint16_t inner, std::string_view part) {
      if (inner == NFTA_VERDICT_CODE) data.key = static_cast<std::int32_t>(big_number(part));
      if (inner == NFTA_VERDICT_CHAIN) data.target = text_of(part);
    });
  });
  return data;
}

std::vector<FilterExpression> parse_expressions(std::string_view bytes) {
  std::vector<FilterExpression> list;
  for_each_attribute(bytes, [&](std::uint16_t, std::string_view value) {
    if (list.size() < kMaxExpressions) list.push_back(parse_expression(value));
  });
  return list;
}

}  // namespace edge::probe
