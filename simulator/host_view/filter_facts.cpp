#include "simulator/host_view/filter_facts.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>

#include <string>
#include <utility>

#include "common/world/real/netlink_attributes.hpp"
#include "probe/filters/known_bits.hpp"
#include "simulator/network/filter_chains.hpp"

namespace edge::sim {
namespace {

using probe::FilterExpression;
using probe::FilterOp;

// NF_CT_STATE_BIT(), linux/netfilter/nf_conntrack_common.h.
constexpr std::uint32_t kInvalidBit = 1, kEstablishedBit = 2, kRelatedBit = 4, kNewBit = 8;
constexpr const char* kPortProtocols = "__set0";  // { tcp, udp }

std::string byte_of(int number) { return std::string(1, static_cast<char>(number)); }

std::string big_bytes(std::uint32_t number, std::size_t size) {
  std::string bytes;
  for (std::size_t i = size; i-- > 0;) bytes += byte_of(static_cast<int>(number >> (8 * i) & 0xff));
  return bytes;
}

int protocol_number(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp: return IPPROTO_TCP;
    case Protocol::udp: return IPPROTO_UDP;
    case Protocol::icmp: break;
  }
  return IPPROTO_ICMP;
}

std::uint32_t state_bit(ConnectionState state) {
  switch (state) {
    case ConnectionState::fresh: return kNewBit;
    case ConnectionState::established: return kEstablishedBit;
    case ConnectionState::related: return kRelatedBit;
    case ConnectionState::invalid: break;
  }
  return kInvalidBit;
}

std::uint32_t type_number(AddressType type) {
  switch (type) {
    case AddressType::local: return RTN_LOCAL;
    case AddressType::broadcast: return RTN_BROADCAST;
    case AddressType::unicast: break;
  }
  return RTN_UNICAST;
}

/// One rule on its way from words to expressions, by way of the first register.
class RuleEncoder {
 public:
  void add(const Match& match, bool port_bound) {
    interface(NFT_META_IIFNAME, match.in_interface, NFT_CMP_EQ);
    interface(NFT_META_IIFNAME, match.not_in_interface, NFT_CMP_NEQ);
    interface(NFT_META_OIFNAME, match.out_interface, NFT_CMP_EQ);
    interface(NFT_META_OIFNAME, match.not_out_interface, NFT_CMP_NEQ);
    prefix(12, match.source);
    prefix(16, match.destination);
    protocols(match, port_bound);
    port(0, match.source_port);
    port(2, match.destination_port);
    if (match.state) state(*match.state);
    if (match.mark) {
      load(FilterOp::meta, "meta", NFT_META_MARK);
      compare(NFT_CMP_EQ, bytes_of(*match.mark));
    }
    if (match.source_type) {
      load(FilterOp::fib, "fib", NFT_FIB_RESULT_ADDRTYPE).flags = NFTA_FIB_F_SADDR;
      compare(NFT_CMP_EQ, bytes_of(type_number(*match.source_type)));
    }
    if (match.longer_than) {
      load(FilterOp::meta, "meta", NFT_META_LEN);
      compare(NFT_CMP_GT, big_bytes(static_cast<std::uint32_t>(*match.longer_than), 4));
    }
  }

  void operator()(const Accept&) { verdict(NF_ACCEPT); }
  void operator()(const Drop&) { verdict(NF_DROP); }
  void operator()(const Reject&) { put(FilterOp::reject, "reject"); }
  void operator()(const Masquerade&) { translate("masq", probe::Translation::masquerade); }
  void operator()(const DestinationNat& nat) {
    put(FilterOp::immediate, "immediate").a = address_bytes(nat.to.address);
    translate("nat", probe::Translation::destination).flags = 1;
  }
  void operator()(const SetMark& set) {
    put(FilterOp::immediate, "immediate").a = bytes_of(set.mark);
    load(FilterOp::set_meta, "meta", NFT_META_MARK);
  }
  void operator()(const SaveMark&) {
    load(FilterOp::meta, "meta", NFT_META_MARK);
    load(FilterOp::set_ct, "ct", NFT_CT_MARK);
  }
  void operator()(const RestoreMark&) {
    load(FilterOp::ct, "ct", NFT_CT_MARK);
    load(FilterOp::set_meta, "meta", NFT_META_MARK);
  }

  void jump(const std::string& chain) { verdict(NFT_JUMP).target = chain; }

  std::vector<FilterExpression> expressions() { return std::move(list_); }

 private:
  FilterExpression& put(FilterOp op, const char* name) {
    list_.push_back({.op = op, .name = name});
    return list_.back();
  }

  FilterExpression& load(FilterOp op, const char* name, std::int64_t key) {
    FilterExpression& one = put(op, name);
    one.key = key;
    return one;
  }

  FilterExpression& verdict(std::int64_t code) {
    FilterExpression& one = put(FilterOp::verdict, "immediate");
    one.key = code;
    return one;
  }

  FilterExpression& translate(const char* name, probe::Translation how) {
    return load(FilterOp::translate, name, static_cast<int>(how));
  }

  void compare(std::int64_t how, std::string with) {
    FilterExpression& one = put(FilterOp::compare, "cmp");
    one.key = how;
    one.a = std::move(with);
  }

  void mask(std::string bits) {
    FilterExpression& one = put(FilterOp::bitwise, "bitwise");
    one.length = static_cast<std::uint32_t>(bits.size());
    one.b = std::string(bits.size(), '\0');
    one.a = std::move(bits);
  }

  void interface(std::int64_t key, const std::optional<std::string>& name, std::int64_t how) {
    if (!name) return;
    load(FilterOp::meta, "meta", key);
    std::string bytes = *name;
    bytes.resize(IFNAMSIZ);
    compare(how, std::move(bytes));
  }

  void payload(std::int64_t header, std::uint32_t offset, std::uint32_t length) {
    FilterExpression& one = load(FilterOp::payload, "payload", header);
    one.offset = offset;
    one.length = length;
  }

  void prefix(std::uint32_t offset, const std::optional<Prefix>& wanted) {
    if (!wanted || wanted->length == 0) return;
    payload(NFT_PAYLOAD_NETWORK_HEADER, offset, 4);
    const std::uint32_t bits = ~std::uint32_t{0} << (32 - wanted->length);
    if (wanted->length < 32) mask(big_bytes(bits, 4));
    compare(NFT_CMP_EQ, big_bytes(wanted->address.to_v4().to_uint() & bits, 4));
  }

  void protocols(const Match& match, bool port_bound) {
    const bool ports = match.source_port || match.destination_port || port_bound;
    if (!match.protocol && !ports) return;
    load(FilterOp::meta, "meta", NFT_META_L4PROTO);
    if (match.protocol) return compare(NFT_CMP_EQ, byte_of(protocol_number(*match.protocol)));
    put(FilterOp::lookup, "lookup").target = kPortProtocols;
  }

  void port(std::uint32_t offset, const std::optional<std::uint16_t>& wanted) {
    if (!wanted) return;
    payload(NFT_PAYLOAD_TRANSPORT_HEADER, offset, 2);
    compare(NFT_CMP_EQ, big_bytes(*wanted, 2));
  }

  void state(ConnectionState wanted) {
    load(FilterOp::ct, "ct", NFT_CT_STATE);
    mask(bytes_of(state_bit(wanted)));
    compare(NFT_CMP_NEQ, std::string(4, '\0'));
  }

  std::vector<FilterExpression> list_;
};

probe::FilterRule rule_fact(const ChainLine& line, std::uint32_t number) {
  RuleEncoder encoder;
  if (line.jump.empty()) {
    const auto* nat = std::get_if<DestinationNat>(&line.action);
    encoder.add(line.match, nat && nat->to.port != 0);
    std::visit(encoder, line.action);
  } else {
    encoder.jump(line.jump);
  }
  probe::FilterRule rule{.handle = number, .number = number, .comment = line.comment};
  rule.expressions = encoder.expressions();
  return rule;
}

std::uint32_t hook_number(Hook hook) {
  switch (hook) {
    case Hook::prerouting: return NF_INET_PRE_ROUTING;
    case Hook::input: return NF_INET_LOCAL_IN;
    case Hook::forward: return NF_INET_FORWARD;
    case Hook::output: return NF_INET_LOCAL_OUT;
    case Hook::postrouting: break;
  }
  return NF_INET_POST_ROUTING;
}

probe::ChainKind kind_fact(ChainType type) {
  switch (type) {
    case ChainType::filter: return probe::ChainKind::filter;
    case ChainType::nat: return probe::ChainKind::nat;
    case ChainType::route: break;
  }
  return probe::ChainKind::route;
}

/// It stands in a table of IPv6, which `edgeprobe host` does not walk through.
bool translates_to_ipv6(const ChainLine& line) {
  const auto* nat = std::get_if<DestinationNat>(&line.action);
  return nat && nat->to.address.is_v6();
}

probe::FilterChain chain_fact(const NamedChain& chain) {
  probe::FilterChain fact{.name = chain.name};
  if (chain.base) {
    fact.base = probe::BaseHook{hook_number(chain.base->hook), chain.base->priority,
                                kind_fact(chain.base->type)};
    fact.drops = chain.base->drops;
  }
  for (const ChainLine& line : chain.lines) {
    if (translates_to_ipv6(line)) continue;
    fact.rules.push_back(rule_fact(line, static_cast<std::uint32_t>(fact.rules.size() + 1)));
  }
  return fact;
}

probe::FilterSet port_protocols() {
  probe::FilterSet set{.flags = NFT_SET_ANONYMOUS | NFT_SET_CONSTANT, .key_bytes = 1};
  set.known = true;
  for (const int protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
    set.elements.push_back({.key = byte_of(protocol), .last = byte_of(protocol)});
  }
  return set;
}

}  // namespace

probe::Ruleset filter_facts(const Node& node) {
  probe::Ruleset rules;
  probe::FilterTable table{.family = NFPROTO_IPV4, .name = "edgesim"};
  for (const NamedChain& chain : filter_chains(node)) {
    auto fact = chain_fact(chain);
    rules.rules += fact.rules.size();
    table.chains.emplace(chain.name, std::move(fact));
  }
  if (table.chains.empty()) return rules;
  table.sets.emplace(kPortProtocols, port_protocols());
  rules.tables.push_back(std::move(table));
  return rules;
}

}  // namespace edge::sim
