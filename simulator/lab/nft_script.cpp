#include "simulator/lab/nft_script.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "simulator/network/filter_chains.hpp"
#include "simulator/topology/names.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kLongestComment = 128;  // bytes; NFTNL_UDATA_COMMENT_MAXLEN, libnftnl

const char* word(RejectKind kind) {
  switch (kind) {
    case RejectKind::tcp_reset: return "tcp reset";
    case RejectKind::port_unreachable: return "icmp port-unreachable";
    case RejectKind::host_unreachable: return "icmp host-unreachable";
    case RejectKind::net_unreachable: return "icmp net-unreachable";
    case RejectKind::admin_prohibited: return "icmp admin-prohibited";
  }
  throw std::logic_error("no such kind of rejection");
}

/// Quoted, as names may be keywords of nft ("fwd"); a bare '*' at the end would be a wildcard.
std::string quoted_name(std::string name) {
  if (name.find('"') != std::string::npos) {
    throw std::invalid_argument("nft cannot name the interface '" + name + "'");
  }
  if (name.ends_with('*')) name.insert(name.size() - 1, 1, '\\');
  return '"' + name + '"';
}

/// nft knows no escapes inside quotes. One line, so that line numbers in messages stay true.
std::string quoted_comment(std::string text) {
  for (char& c : text) {
    if (c == '"') c = '\'';
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  if (text.size() > kLongestComment) {
    std::size_t end = kLongestComment;
    const auto continues = [&] { return (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80; };
    while (end > 0 && continues()) --end;  // not through a UTF-8 character
    text.resize(end);
  }
  return '"' + text + '"';
}

bool has_ports(const Match& match) { return match.source_port || match.destination_port; }

/// " ip saddr 10.0.0.0/8"; nothing for a prefix that holds every address.
std::string prefix_match(const char* field, const std::optional<Prefix>& prefix) {
  if (!prefix || prefix->length == 0) return {};
  return fmt::format(" ip {} {}", field, to_string(*prefix));
}

/// Begins with a space, as each part does. `port_bound`: the action translates ports, which like
/// ports themselves only make sense after the protocols that have them.
std::string match_text(const Match& match, bool port_bound) {
  std::string text;
  const auto add = [&]<class... Values>(fmt::format_string<Values...> format, Values&&... values) {
    text += fmt::format(format, std::forward<Values>(values)...);
  };
  if (match.in_interface) add(" iifname {}", quoted_name(*match.in_interface));
  if (match.not_in_interface) add(" iifname != {}", quoted_name(*match.not_in_interface));
  if (match.out_interface) add(" oifname {}", quoted_name(*match.out_interface));
  if (match.not_out_interface) add(" oifname != {}", quoted_name(*match.not_out_interface));
  text += prefix_match("saddr", match.source);
  text += prefix_match("daddr", match.destination);
  if (match.protocol) {
    add(" meta l4proto {}", choice_name(*match.protocol));
  } else if (port_bound || has_ports(match)) {
    text += " meta l4proto { tcp, udp }";
  }
  if (match.source_port) add(" th sport {}", *match.source_port);
  if (match.destination_port) add(" th dport {}", *match.destination_port);
  if (match.state) add(" ct state {}", choice_name(*match.state));
  if (match.mark) add(" meta mark {:#x}", *match.mark);
  if (match.source_type) add(" fib saddr type {}", choice_name(*match.source_type));
  if (match.longer_than) add(" meta length > {}", *match.longer_than);
  return text;
}

struct ActionText {
  std::string operator()(const Accept&) const { return "accept"; }
  std::string operator()(const Drop&) const { return "drop"; }
  std::string operator()(const Reject& reject) const {
    return fmt::format("reject with {}", word(reject.kind));
  }
  std::string operator()(const DestinationNat& nat) const {
    return "dnat to " + (nat.to.port == 0 ? nat.to.address.to_string() : to_string(nat.to));
  }
  std::string operator()(const Masquerade&) const { return "masquerade"; }
  std::string operator()(const SetMark& set) const {
    return fmt::format("meta mark set {:#x}", set.mark);
  }
  std::string operator()(const SaveMark&) const { return "ct mark set meta mark"; }
  std::string operator()(const RestoreMark&) const { return "meta mark set ct mark"; }
};

std::string line(const Match& match, const Action& action, const std::string& comment) {
  const auto* nat = std::get_if<DestinationNat>(&action);
  const std::string condition = match_text(match, nat && nat->to.port != 0);
  const std::string remark = comment.empty() ? "" : " comment " + quoted_comment(comment);
  return fmt::format("   {} {}{}\n", condition, std::visit(ActionText{}, action), remark);
}

const char* word(ChainType type) {
  switch (type) {
    case ChainType::filter: return "filter";
    case ChainType::nat: return "nat";
    case ChainType::route: return "route";
  }
  throw std::logic_error("no such type of chain");
}

std::string head_text(const ChainBase& base) {
  return fmt::format("    type {} hook {} priority {}; policy {};\n", word(base.type),
                     choice_name(base.hook), base.priority, base.drops ? "drop" : "accept");
}

std::string chain_text(const NamedChain& chain) {
  const auto head = chain.base ? head_text(*chain.base) : "";
  auto text = fmt::format("  chain {} {{\n{}", chain.name, head);
  for (const ChainLine& each : chain.lines) {
    text += each.jump.empty() ? line(each.match, each.action, each.comment)
                              : fmt::format("    jump {}\n", each.jump);
  }
  return text + "  }\n";
}

/// For a node that never answers with ICMP errors: of RFC 792, those about a packet it got.
constexpr std::string_view kNoIcmpErrors =
    "  chain no_icmp_errors {\n"
    "    type filter hook output priority -300; policy accept;\n"
    "    icmp type { destination-unreachable, time-exceeded, parameter-problem } drop\n"
    "  }\n";

}  // namespace

std::string nft_script(const Node& node) {
  const auto chains = filter_chains(node);
  if (chains.empty() && node.icmp_errors) return {};
  std::string script = "table ip edgesim {\n";
  if (!node.icmp_errors) script += kNoIcmpErrors;
  for (const NamedChain& chain : chains) script += chain_text(chain);
  return script + "}\n";
}

}  // namespace edge::sim
