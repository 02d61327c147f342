#include "probe/vantage/bridge_port.hpp"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <unistd.h>

#include "common/world/real/netlink.hpp"
#include "common/world/real/netlink_attributes.hpp"
#include "probe/host/parse_messages.hpp"

namespace edge::probe {
namespace {

constexpr int kLoopback = 1;  // its number in every namespace
const std::string kInside = "eth0";

std::string link_header(int link, bool up) {
  ifinfomsg header{};
  header.ifi_index = link;
  header.ifi_flags = header.ifi_change = up ? IFF_UP : 0;
  return bytes_of(header);
}

std::string name_bytes(const std::string& name) { return name + '\0'; }

std::string address_bytes(const IpAddress& address) { return bytes_of(address.to_v4().to_bytes()); }

/// A bridge without an address of its own takes the lowest of its ports': never this one's, while
/// it has others.
std::string high_address() {
  const auto number = static_cast<std::uint32_t>(::getpid());
  return std::string("\xfe\xed", 2) + bytes_of(number);
}

std::string pair_request(const HostLink& bridge, int namespace_descriptor) {
  const auto mtu = bytes_of(static_cast<std::uint32_t>(bridge.mtu));
  std::string peer = link_header(0, false);
  add_attribute(peer, IFLA_IFNAME, name_bytes(kInside));
  add_attribute(peer, IFLA_MTU, mtu);
  add_attribute(peer, IFLA_NET_NS_FD, bytes_of(namespace_descriptor));
  std::string data;
  add_attribute(data, VETH_INFO_PEER, peer);
  std::string info;
  add_attribute(info, IFLA_INFO_KIND, "veth");
  add_attribute(info, IFLA_INFO_DATA, data);
  std::string request = link_header(0, true);
  add_attribute(request, IFLA_IFNAME, name_bytes(fmt::format("probe{}", ::getpid())));
  add_attribute(request, IFLA_ADDRESS, high_address());
  add_attribute(request, IFLA_MTU, mtu);
  add_attribute(request, IFLA_MASTER, bytes_of(bridge.index));
  add_attribute(request, IFLA_LINKINFO, info);
  return request;
}

/// The number of the interface that is called `name`.
Result<int> number_of_link(RouteNetlink& kernel, const std::string& name) {
  std::string request = link_header(0, false);
  add_attribute(request, IFLA_IFNAME, name_bytes(name));
  const auto answer = kernel.ask(RTM_GETLINK, request);
  if (!answer) return answer.error();
  const auto link = parse_link(answer->body);
  return link ? link->index : 0;
}

}  // namespace

Result<int> join_bridge(const HostLink& bridge, const NetworkNamespace& inside) {
  RouteNetlink outer;
  const auto made = outer.change(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
                                 pair_request(bridge, inside.descriptor()));
  if (made.failed()) return made;
  const Inside here(inside);
  RouteNetlink kernel;
  const auto link = number_of_link(kernel, kInside);
  if (!link) return link.error();
  const auto up = kernel.change(RTM_NEWLINK, 0, link_header(*link, true));
  if (up.failed()) return up;
  return *link;
}

ErrorCode set_address(int link, const Prefix& address, const IpAddress& gateway) {
  RouteNetlink kernel;
  ifaddrmsg own{};
  own.ifa_family = AF_INET;
  own.ifa_prefixlen = static_cast<std::uint8_t>(address.length);
  own.ifa_index = static_cast<std::uint32_t>(link);
  std::string request = bytes_of(own);
  add_attribute(request, IFA_LOCAL, address_bytes(address.address));
  add_attribute(request, IFA_ADDRESS, address_bytes(address.address));
  add_attribute(request, IFA_BROADCAST, address_bytes(last_address(address)));
  auto error = kernel.change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, request);
  if (error.failed()) return error;
  error = kernel.change(RTM_NEWLINK, 0, link_header(kLoopback, true));
  if (error.failed()) return error;
  rtmsg route{};
  route.rtm_family = AF_INET;
  route.rtm_table = RT_TABLE_MAIN;
  route.rtm_protocol = RTPROT_STATIC;
  route.rtm_scope = RT_SCOPE_UNIVERSE;
  route.rtm_type = RTN_UNICAST;
  request = bytes_of(route);
  add_attribute(request, RTA_GATEWAY, address_bytes(gateway));
  add_attribute(request, RTA_OIF, bytes_of(link));
  return kernel.change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, request);
}

}  // namespace edge::probe
