// Netlink's addresses, routes and policy rules.
#include "simulator/lab/netlink.hpp"

#include <fmt/core.h>
#include <linux/fib_rules.h>
#include <netlink/route/addr.h>
#include <netlink/route/route.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "common/base/check.hpp"
#include "simulator/lab/libnl.hpp"
#include "simulator/topology/as_ip_writes.hpp"

namespace edge::sim {
namespace {

using NlAddress = std::unique_ptr<nl_addr, Release<nl_addr_put>>;
using RtnlAddress = std::unique_ptr<rtnl_addr, Release<rtnl_addr_put>>;
using RtnlRoute = std::unique_ptr<rtnl_route, Release<rtnl_route_put>>;

NlAddress to_libnl(const Prefix& prefix) {
  nl_addr* address = nullptr;
  if (prefix.address.is_v4()) {
    auto bytes = prefix.address.to_v4().to_bytes();
    address = nl_addr_build(AF_INET, bytes.data(), bytes.size());
  } else {
    auto bytes = prefix.address.to_v6().to_bytes();
    address = nl_addr_build(AF_INET6, bytes.data(), bytes.size());
  }
  CHECK(address);
  nl_addr_set_prefixlen(address, prefix.length);
  return NlAddress(address);
}

NlAddress to_libnl(const IpAddress& address) {
  return to_libnl(one_address(address));
}

/// IPv4 only. A default route's destination has no bytes at all.
Prefix from_libnl(nl_addr* address) {
  boost::asio::ip::address_v4::bytes_type bytes{};
  if (nl_addr_get_len(address) == bytes.size()) {
    std::memcpy(bytes.data(), nl_addr_get_binary_addr(address), bytes.size());
  }
  return {boost::asio::ip::address_v4(bytes), static_cast<int>(nl_addr_get_prefixlen(address))};
}

// By RouteKind.
constexpr std::uint8_t kRouteTypes[] = {RTN_UNICAST, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_BLACKHOLE,
                                        RTN_THROW};

/// `index`: of the route's interface, 0 for kinds without one.
RtnlRoute to_libnl(const Route& route, int index) {
  RtnlRoute made(rtnl_route_alloc());
  CHECK(made);
  rtnl_route_set_family(made.get(), route.destination.address.is_v4() ? AF_INET : AF_INET6);
  rtnl_route_set_type(made.get(), kRouteTypes[static_cast<int>(route.kind)]);
  rtnl_route_set_dst(made.get(), to_libnl(route.destination).get());
  rtnl_route_set_priority(made.get(), static_cast<std::uint32_t>(route.metric));
  rtnl_route_set_table(made.get(), static_cast<std::uint32_t>(route.table));
  if (route.source) rtnl_route_set_pref_src(made.get(), to_libnl(*route.source).get());
  if (route.kind != RouteKind::unicast) return made;
  rtnl_nexthop* next = rtnl_route_nh_alloc();
  CHECK(next);
  rtnl_route_nh_set_ifindex(next, index);
  if (route.gateway) rtnl_route_nh_set_gateway(next, to_libnl(*route.gateway).get());
  rtnl_route_add_nexthop(made.get(), next);
  return made;
}

RtnlAddress to_libnl(const Prefix& address, int index) {
  RtnlAddress made(rtnl_addr_alloc());
  CHECK(made);
  rtnl_addr_set_ifindex(made.get(), index);
  CHECK(rtnl_addr_set_local(made.get(), to_libnl(address).get()) == 0);
  rtnl_addr_set_prefixlen(made.get(), address.length);
  return made;
}

/// By hand: libnl 3.7 knows neither suppress_prefixlength nor inverted rules.
NlMessage rule_message(int type, int flags, const PolicyRule& rule) {
  NlMessage message(nlmsg_alloc_simple(type, flags));
  fib_rule_hdr header{};
  header.family = AF_INET;
  header.action = rule.unreachable ? FR_ACT_UNREACHABLE : FR_ACT_TO_TBL;
  header.flags = rule.invert ? FIB_RULE_INVERT : 0;
  const bool from = rule.source && rule.source->length > 0;
  const bool to = rule.destination && rule.destination->length > 0;
  if (from) header.src_len = static_cast<std::uint8_t>(rule.source->length);
  if (to) header.dst_len = static_cast<std::uint8_t>(rule.destination->length);
  CHECK(message && nlmsg_append(message.get(), &header, sizeof header, NLMSG_ALIGNTO) == 0);
  int failed = nla_put_u32(message.get(), FRA_PRIORITY, static_cast<std::uint32_t>(rule.priority));
  failed |= nla_put_u8(message.get(), FRA_PROTOCOL, RTPROT_STATIC);
  if (from) failed |= nla_put_addr(message.get(), FRA_SRC, to_libnl(*rule.source).get());
  if (to) failed |= nla_put_addr(message.get(), FRA_DST, to_libnl(*rule.destination).get());
  if (rule.mark) {
    failed |= nla_put_u32(message.get(), FRA_FWMARK, *rule.mark);
    failed |= nla_put_u32(message.get(), FRA_FWMASK, rule.mark_mask);
  }
  if (!rule.unreachable) {
    failed |= nla_put_u32(message.get(), FRA_TABLE, static_cast<std::uint32_t>(rule.table));
  }
  if (rule.suppress_prefix_length) {
    failed |= nla_put_u32(message.get(), FRA_SUPPRESS_PREFIXLEN,
                          static_cast<std::uint32_t>(*rule.suppress_prefix_length));
  }
  CHECK(failed == 0);
  return message;
}

std::optional<RouteKind> kind_of(int type) {
  const auto found = std::ranges::find(kRouteTypes, type);
  if (found == std::end(kRouteTypes)) return {};
  return static_cast<RouteKind>(found - std::begin(kRouteTypes));
}

}  // namespace

std::map<std::string, std::vector<Prefix>> Netlink::addresses() {
  nl_cache* cache = nullptr;
  check(rtnl_addr_alloc_cache(socket_, &cache), "list the addresses");
  const NlCache keep(cache);
  std::map<std::string, std::vector<Prefix>> found;
  for_each<rtnl_addr>(cache, [&](rtnl_addr* address) {
    if (rtnl_addr_get_family(address) != AF_INET) return;
    const auto device = name_of(rtnl_addr_get_ifindex(address));
    auto prefix = from_libnl(rtnl_addr_get_local(address));
    prefix.length = rtnl_addr_get_prefixlen(address);
    found[device].push_back(prefix);
  });
  return found;
}

void Netlink::add_address(const std::string& device, const Prefix& address) {
  const auto added = to_libnl(address, index(device));
  nl_msg* message = nullptr;
  const auto attempt = "add address " + to_string(address) + " dev " + device;
  check(rtnl_addr_build_add_request(added.get(), NLM_F_EXCL, &message), attempt);
  request(NlMessage(message).get(), attempt);
}

void Netlink::remove_address(const std::string& device, const Prefix& address) {
  if (!links_.contains(device)) return;
  const auto removed = to_libnl(address, index(device));
  nl_msg* message = nullptr;
  const auto attempt = "remove address " + to_string(address) + " dev " + device;
  check(rtnl_addr_build_delete_request(removed.get(), 0, &message), attempt);
  request_removal(NlMessage(message).get(), attempt);
}

std::vector<Route> Netlink::routes() {
  nl_cache* cache = nullptr;
  check(rtnl_route_alloc_cache(socket_, AF_INET, 0, &cache), "list the routes");
  const NlCache keep(cache);
  std::vector<Route> found;
  for_each<rtnl_route>(cache, [&](rtnl_route* route) {
    const auto kind = kind_of(rtnl_route_get_type(route));
    const bool learned = (rtnl_route_get_flags(route) & RTM_F_CLONED) != 0;  // of one destination
    if (!kind || learned) return;
    Route& made = found.emplace_back();
    made.kind = *kind;
    made.destination = from_libnl(rtnl_route_get_dst(route));
    made.metric = static_cast<int>(rtnl_route_get_priority(route));
    made.table = static_cast<int>(rtnl_route_get_table(route));
    if (auto* source = rtnl_route_get_pref_src(route)) made.source = from_libnl(source).address;
    if (rtnl_route_get_nnexthops(route) == 0 || made.kind != RouteKind::unicast) return;
    rtnl_nexthop* next = rtnl_route_nexthop_n(route, 0);
    made.interface = name_of(rtnl_route_nh_get_ifindex(next));
    if (auto* gateway = rtnl_route_nh_get_gateway(next)) {
      made.gateway = from_libnl(gateway).address;
    }
  });
  return found;
}

void Netlink::add_route(const Route& route) {
  const auto added = to_libnl(route, route.interface.empty() ? 0 : index(route.interface));
  nl_msg* message = nullptr;
  const auto attempt = "add route " + as_ip_route(route);
  check(rtnl_route_build_add_request(added.get(), NLM_F_CREATE | NLM_F_REPLACE, &message),
        attempt);
  request(NlMessage(message).get(), attempt);
}

void Netlink::remove_route(const Route& route) {
  if (!route.interface.empty() && !links_.contains(route.interface)) return;
  const auto removed = to_libnl(route, route.interface.empty() ? 0 : index(route.interface));
  rtnl_route_set_protocol(removed.get(), RTPROT_UNSPEC);  // connected routes are the kernel's
  nl_msg* message = nullptr;
  const auto attempt = "remove route " + as_ip_route(route);
  check(rtnl_route_build_del_request(removed.get(), 0, &message), attempt);
  request_removal(NlMessage(message).get(), attempt);
}

void Netlink::add_rule(const PolicyRule& rule) {
  const auto message = rule_message(RTM_NEWRULE, NLM_F_CREATE, rule);
  request(message.get(), "add rule " + as_ip_rule(rule));
}

void Netlink::ensure_rule(const PolicyRule& rule) {
  const auto message = rule_message(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, rule);
  const auto attempt = "add rule " + as_ip_rule(rule);
  const int error = send(message.get(), attempt);
  if (error != 0 && error != EEXIST) fail(attempt, std::strerror(error));
}

void Netlink::remove_rule(const PolicyRule& rule) {
  const auto message = rule_message(RTM_DELRULE, 0, rule);
  request_removal(message.get(), "remove rule " + as_ip_rule(rule));
}

}  // namespace edge::sim
