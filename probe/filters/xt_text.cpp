// Matches of x_tables, and the addresses of a legacy rule, as iptables(8) writes them.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <netinet/in.h>

#include <bit>
#include <vector>

#include "common/base/escape.hpp"
#include "common/world/real/netlink_attributes.hpp"
#include "probe/filters/xt_match.hpp"

namespace edge::probe {
namespace {

std::string states_text(std::uint32_t mask) {
  constexpr std::pair<std::uint32_t, const char*> kStates[] = {
      {1, "INVALID"}, {8, "NEW"}, {4, "RELATED"}, {2, "ESTABLISHED"},
      {XT_CONNTRACK_STATE_UNTRACKED, "UNTRACKED"}, {XT_CONNTRACK_STATE_SNAT, "SNAT"},
      {XT_CONNTRACK_STATE_DNAT, "DNAT"}};
  std::vector<const char*> words;
  for (const auto& [bit, word] : kStates) {
    if ((mask & bit) != 0) words.push_back(word);
  }
  return fmt::format("{}", fmt::join(words, ","));
}

std::string ports_text(const char* option, std::uint16_t low, std::uint16_t high, bool invert) {
  if (low == 0 && high == 0xffff) return {};
  const auto ports = low == high ? fmt::format("{}", low) : fmt::format("{}:{}", low, high);
  return fmt::format(" {}--{} {}", invert ? "! " : "", option, ports);
}

std::string tcp_text(const xt_tcp& data) {
  return "-m tcp" +
         ports_text("sport", data.spts[0], data.spts[1], (data.invflags & XT_TCP_INV_SRCPT) != 0) +
         ports_text("dport", data.dpts[0], data.dpts[1], (data.invflags & XT_TCP_INV_DSTPT) != 0) +
         (data.flg_mask != 0 ? " --tcp-flags ..." : "");
}

std::string multiport_text(const xt_multiport_v1& data) {
  std::vector<int> ports(data.ports, data.ports + std::min<int>(data.count, XT_MULTI_PORTS));
  const char* option = data.flags == XT_MULTIPORT_SOURCE ? "sports"
                       : data.flags == XT_MULTIPORT_DESTINATION ? "dports" : "ports";
  return fmt::format("-m multiport {}--{} {}", data.invert != 0 ? "! " : "", option,
                     fmt::join(ports, ","));
}

std::string type_text(const char* option, std::uint16_t mask, bool invert) {
  if (mask == 0) return {};
  const auto word = mask == XT_ADDRTYPE_LOCAL ? "LOCAL" : fmt::format("{:#x}", mask);
  return fmt::format(" {}--{}-type {}", invert ? "! " : "", option, word);
}

std::string network_words(const char* option, std::string_view address, std::string_view mask,
                          bool invert) {
  const std::uint32_t bits = address_of(mask)->to_uint();
  if (bits == 0) return {};
  return fmt::format(" {}-{} {}/{}", invert ? "! " : "", option, address_of(address)->to_string(),
                     std::popcount(bits));
}

constexpr std::size_t kInName = 16, kOutName = 32, kInMask = 48, kOutMask = 64, kProtocol = 80;
constexpr std::size_t kInverse = 83, kAddressesBytes = 84, kNameBytes = 16;
// IPT_INV_*
constexpr int kNotIn = 0x01, kNotOut = 0x02, kNotSource = 0x08, kNotTo = 0x10, kNotProtocol = 0x40;

std::string link_words(const char* option, std::string_view name, std::string_view mask,
                       bool invert) {
  if (mask[0] == 0) return {};
  return fmt::format(" {}-{} {}", invert ? "! " : "", option, printable(text_of(name), 64));
}

std::string protocol_word(int protocol) {
  if (protocol == IPPROTO_TCP) return "tcp";
  if (protocol == IPPROTO_UDP) return "udp";
  return protocol == IPPROTO_ICMP ? "icmp" : std::to_string(protocol);
}

/// Of "br+" the name ends with the '+', which the mask leaves out.
Truth name_fits(const std::string& name, std::string_view wanted, std::string_view mask) {
  const KnownBits asked = KnownBits::all(std::string(wanted)).masked(mask, {});
  return KnownBits::all(name).part(0, kNameBytes).masked(mask, {}).equals(asked.value);
}

Truth unless(int flag, int inverse, Truth truth) {
  return (inverse & flag) != 0 ? !truth : truth;
}

}  // namespace

std::string xt_match_text(const FilterExpression& match) {
  const std::string& bytes = match.a;
  if (match.name == "comment") return fmt::format("/* {} */", printable(text_of(bytes), 128));
  if (match.name == "tcp") {
    if (const auto data = header_of<xt_tcp>(bytes)) return tcp_text(*data);
  }
  if (match.name == "multiport") {
    if (const auto data = header_of<xt_multiport_v1>(bytes)) return multiport_text(*data);
  }
  if (match.name == "conntrack" && match.revision >= 2) {
    const auto data = header_of<xt_conntrack_mtinfo2>(bytes);
    if (data && (data->match_flags & XT_CONNTRACK_STATE) != 0) {
      return fmt::format("-m conntrack {}--ctstate {}",
                         (data->invert_flags & XT_CONNTRACK_STATE) != 0 ? "! " : "",
                         states_text(data->state_mask));
    }
  }
  if (match.name == "addrtype" && match.revision == 1) {
    if (const auto data = header_of<xt_addrtype_info_v1>(bytes)) {
      return "-m addrtype" +
             type_text("src", data->source, (data->flags & XT_ADDRTYPE_INVERT_SOURCE) != 0) +
             type_text("dst", data->dest, (data->flags & XT_ADDRTYPE_INVERT_DEST) != 0);
    }
  }
  if (match.name == "mark" || match.name == "connmark") {
    if (const auto data = header_of<xt_mark_mtinfo1>(bytes)) {
      return fmt::format("-m {} {}--mark {:#x}/{:#x}", match.name, data->invert != 0 ? "! " : "",
                         data->mark, data->mask);
    }
  }
  return fmt::format("-m {} ...", printable(match.name, 64));
}

std::optional<KnownBits> xt_translation_address(const FilterExpression& target, bool ipv6) {
  // nf_nat_range2 of revision 2 and nf_nat_ipv4_range of revision 0 (behind their count).
  constexpr std::uint32_t kMapAddresses = 1;  // NF_NAT_RANGE_MAP_IPS
  const std::string_view bytes = target.a;
  const std::size_t at = target.revision == 0 ? 4 : 0, size = target.revision == 0 ? 12 : 20;
  if (bytes.size() < at + size || target.name == "MASQUERADE") return std::nullopt;
  if ((number_of(bytes.substr(at, 4)) & kMapAddresses) == 0) return std::nullopt;
  return KnownBits::all(std::string(bytes.substr(at + 4, ipv6 ? 16 : 4)));
}

Truth legacy_addresses(const FilterExpression& one, const FilterPacket& packet) {
  if (one.a.size() < kAddressesBytes) return Truth::unknown;
  const std::string_view ip = one.a;
  const int inverse = static_cast<unsigned char>(ip[kInverse]);
  const auto fits = [&](const KnownBits& address, std::size_t at, std::size_t mask) {
    return address.masked(ip.substr(mask, 4), {}).equals(ip.substr(at, 4));
  };
  std::uint16_t protocol = 0;
  std::memcpy(&protocol, ip.data() + kProtocol, sizeof protocol);
  const Truth same_protocol = truth_of(protocol == 0 || protocol == packet.protocol);
  return unless(kNotSource, inverse, fits(packet.source(), 0, 8)) &&
         unless(kNotTo, inverse, fits(packet.destination(), 4, 12)) &&
         unless(kNotIn, inverse, name_fits(packet.in_link, ip.substr(kInName, kNameBytes),
                                           ip.substr(kInMask, kNameBytes))) &&
         unless(kNotOut, inverse, name_fits(packet.out_link, ip.substr(kOutName, kNameBytes),
                                            ip.substr(kOutMask, kNameBytes))) &&
         unless(kNotProtocol, inverse, same_protocol);
}

std::string legacy_addresses_text(const FilterExpression& one) {
  if (one.a.size() < kAddressesBytes) return {};
  const std::string_view ip = one.a;
  const int inverse = static_cast<unsigned char>(ip[kInverse]);
  std::uint16_t protocol = 0;
  std::memcpy(&protocol, ip.data() + kProtocol, sizeof protocol);
  std::string text = network_words("s", ip.substr(0, 4), ip.substr(8, 4),
                                   (inverse & kNotSource) != 0);
  text += network_words("d", ip.substr(4, 4), ip.substr(12, 4), (inverse & kNotTo) != 0);
  text += link_words("i", ip.substr(kInName, kNameBytes), ip.substr(kInMask, kNameBytes),
                     (inverse & kNotIn) != 0);
  text += link_words("o", ip.substr(kOutName, kNameBytes), ip.substr(kOutMask, kNameBytes),
                     (inverse & kNotOut) != 0);
  if (protocol != 0) {
    text += fmt::format(" {}-p {}", (inverse & kNotProtocol) != 0 ? "! " : "",
                        protocol_word(protocol));
  }
  return text.empty() ? text : text.substr(1);
}

}  // namespace edge::probe
