#include "probe/host/parse_messages.hpp"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

Prefix network_at(const IpAddress& address, int length) {
  return network_of({address, std::clamp(length, 0, address_bits(address))});
}

bool is_ip(int family) { return family == AF_INET || family == AF_INET6; }

IpAddress first_of(int family) {
  if (family == AF_INET) return boost::asio::ip::address_v4();
  return boost::asio::ip::address_v6();
}

int index_in(std::string_view value) { return static_cast<int>(number_of(value)); }

/// Routes that share their packets out among several.
std::vector<NextHop> parse_hops(std::string_view bytes) {
  std::vector<NextHop> hops;
  while (const auto header = header_of<rtnexthop>(bytes)) {
    if (header->rtnh_len < sizeof(rtnexthop) || header->rtnh_len > bytes.size()) break;
    NextHop hop{header->rtnh_ifindex, {}, (header->rtnh_flags & RTNH_F_DEAD) != 0};
    for_each_attribute(behind<rtnexthop>(bytes.substr(0, header->rtnh_len)),
                       [&](std::uint16_t type, std::string_view value) {
                         if (type == RTA_GATEWAY) hop.gateway = any_address_of(value);
                       });
    hops.push_back(hop);
    const std::size_t whole = (header->rtnh_len + std::size_t{3}) & ~std::size_t{3};
    bytes.remove_prefix(std::min(whole, bytes.size()));
  }
  return hops;
}

/// What a rule selects by and is not looked at here.
bool is_other_selector(std::uint16_t type) {
  return type == FRA_SUPPRESS_IFGROUP || type == FRA_TUN_ID || type == FRA_UID_RANGE ||
         type == FRA_SPORT_RANGE || type == FRA_L3MDEV || type == FRA_FLOW;
}

bool says_all(std::uint16_t type, std::string_view value) {
  const bool no_group = type == FRA_SUPPRESS_IFGROUP && number_of(value) == 0xffffffff;
  const bool no_master = type == FRA_L3MDEV && value.size() == 1 && value[0] == 0;
  const bool no_realm = type == FRA_FLOW && number_of(value) == 0;
  return no_group || no_master || no_realm;
}

void take_rule_attribute(HostRule& rule, const fib_rule_hdr& header, std::uint16_t type,
                         std::string_view value) {
  if (is_other_selector(type)) rule.unclear = rule.unclear || !says_all(type, value);
  if (type == FRA_SRC || type == FRA_DST) {
    const auto address = any_address_of(value);
    if (!address) return;
    auto& selector = type == FRA_SRC ? rule.source : rule.destination;
    selector = network_at(*address, type == FRA_SRC ? header.src_len : header.dst_len);
  }
  if (type == FRA_IIFNAME) rule.in_link = text_of(value);
  if (type == FRA_OIFNAME) rule.out_link = text_of(value);
  if (type == FRA_PRIORITY) rule.priority = number_of(value);
  if (type == FRA_TABLE) rule.table = number_of(value);
  if (type == FRA_FWMARK) rule.mark = number_of(value);
  if (type == FRA_FWMASK) rule.mark_mask = number_of(value);
  if (type == FRA_GOTO) rule.target = number_of(value);
  if (type == FRA_IP_PROTO && value.size() == 1) {
    rule.protocol = static_cast<unsigned char>(value[0]);
  }
  if (type == FRA_DPORT_RANGE) {
    if (const auto range = header_of<fib_rule_port_range>(value)) {
      rule.ports = std::pair{range->start, range->end};
    }
  }
  if (type == FRA_SUPPRESS_PREFIXLEN && number_of(value) != 0xffffffff) {
    rule.suppress_length = static_cast<int>(std::min(number_of(value), 128u));
  }
}

}  // namespace

std::optional<HostLink> parse_link(std::string_view body) {
  const auto header = header_of<ifinfomsg>(body);
  if (!header) return std::nullopt;
  HostLink link;
  link.index = header->ifi_index;
  link.up = (header->ifi_flags & IFF_UP) != 0;
  link.carrier = (header->ifi_flags & IFF_RUNNING) != 0;
  link.arp = (header->ifi_flags & IFF_NOARP) == 0;
  link.point_to_point = (header->ifi_flags & IFF_POINTOPOINT) != 0;
  for_each_attribute(behind<ifinfomsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == IFLA_IFNAME) link.name = text_of(value);
    if (type == IFLA_MTU) link.mtu = index_in(value);
    if (type == IFLA_MASTER) link.master = index_in(value);
    if (type != IFLA_LINKINFO) return;
    for_each_attribute(value, [&](std::uint16_t inner, std::string_view word) {
      if (inner == IFLA_INFO_KIND) link.kind = text_of(word);
    });
  });
  return link;
}

std::optional<std::pair<int, Prefix>> parse_interface_address(std::string_view body) {
  const auto header = header_of<ifaddrmsg>(body);
  if (!header || !is_ip(header->ifa_family)) return std::nullopt;
  std::optional<IpAddress> own, address;
  // IFA_ADDRESS is the peer's on a point-to-point interface; of IPv6 the only one elsewhere.
  for_each_attribute(behind<ifaddrmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == IFA_LOCAL) own = any_address_of(value);
    if (type == IFA_ADDRESS) address = any_address_of(value);
  });
  if (!own && header->ifa_family == AF_INET6) own = address;
  if (!own || header->ifa_prefixlen > address_bits(*own)) return std::nullopt;
  return std::pair{static_cast<int>(header->ifa_index), Prefix{*own, header->ifa_prefixlen}};
}

std::optional<HostRoute> parse_route(std::string_view body) {
  const auto header = header_of<rtmsg>(body);
  if (!header || !is_ip(header->rtm_family)) return std::nullopt;
  if ((header->rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;  // of the cache
  HostRoute route;
  route.table = header->rtm_table;
  route.type = header->rtm_type;
  route.protocol = header->rtm_protocol;
  route.type_of_service = header->rtm_tos;
  IpAddress destination = first_of(header->rtm_family);
  NextHop only;
  only.dead = (header->rtm_flags & RTNH_F_DEAD) != 0;
  for_each_attribute(behind<rtmsg>(body), [&](std::uint16_t type, std::string_view value) {
    if (type == RTA_DST) destination = any_address_of(value).value_or(destination);
    if (type == RTA_TABLE) route.table = number_of(value);
    if (type == RTA_PRIORITY) route.metric = number_of(value);
    if (type == RTA_PREFSRC) route.source = any_address_of(value);
    if (type == RTA_OIF) only.link = index_in(value);
    if (type == RTA_GATEWAY) only.gateway = any_address_of(value);
    if (type == RTA_MULTIPATH) route.hops = parse_hops(value);
  });
  route.destination = network_at(destination, header->rtm_dst_len);
  // By which older kernels say that there is no default route of IPv6.
  const bool nothing = route.type == RTN_UNREACHABLE && route.metric == 0xffffffff;
  if (nothing && is_default(route)) return std::nullopt;
  if (route.hops.empty() && only.link != 0) route.hops.push_back(only);
  return route;
}

std::optional<HostRule> parse_rule(std::string_view body) {
  const auto header = header_of<fib_rule_hdr>(body);
  if (!header || !is_ip(header->family)) return std::nullopt;
  HostRule rule;
  rule.action = header->action;
  rule.table = header->table;
  rule.type_of_service = header->tos;
  rule.invert = (header->flags & FIB_RULE_INVERT) != 0;
  for_each_attribute(behind<fib_rule_hdr>(body), [&](std::uint16_t type, std::string_view value) {
    take_rule_attribute(rule, *header, type, value);
  });
  return rule;
}

std::optional<HostNeighbour> parse_neighbour(std::string_view body) {
  const auto header = header_of<ndmsg>(body);
  if (!header || !is_ip(header->ndm_family)) return std::nullopt;
  HostNeighbour neighbour;
  neighbour.link = header->ndm_ifindex;
  // Incomplete: it has not answered, and one that is there does so within a millisecond.
  neighbour.failed = (header->ndm_state & (NUD_FAILED | NUD_INCOMPLETE)) != 0;
  bool known = false;
  for_each_attribute(behind<ndmsg>(body), [&](std::uint16_t type, std::string_view value) {
    const auto address = type == NDA_DST ? any_address_of(value) : std::nullopt;
    if (address) neighbour.address = *address;
    known = known || address.has_value();
  });
  return known ? std::optional(neighbour) : std::nullopt;
}

}  // namespace edge::probe
