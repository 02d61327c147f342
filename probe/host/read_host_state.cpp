#include "probe/host/read_host_state.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>
#include <sys/timex.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"
#include "common/files/named_file.hpp"
#include "common/world/real/netlink_attributes.hpp"
#include "probe/host/parse_messages.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMaxSettingBytes = 4096;
constexpr std::size_t kMaxFileBytes = 1 << 20;
const std::string kSettings = "/proc/sys/net/ipv4/conf/", kSettings6 = "/proc/sys/net/ipv6/conf/";
const std::string kConnections = "/proc/sys/net/netfilter/nf_conntrack_";

/// Gives each message of a list to `take`. Without the list there is nothing to conclude from.
template <class Take>
void for_each_listed(RouteNetlink& kernel, std::string_view what, std::uint16_t type,
                     const std::string& request, Take take) {
  const auto listed = kernel.list(type, request);
  if (!listed) {
    const bool changes = listed.error().value() == EAGAIN;
    const auto why = changes ? std::string("they change faster than they can be read")
                             : error_in_words(listed.error()).text;
    throw std::runtime_error(fmt::format("cannot list the host's {}: {}", what, why));
  }
  for (const NetlinkMessage& message : *listed) take(message.body);
}

std::string links_request() {
  ifinfomsg header{};
  std::string request = bytes_of(header);
  add_attribute(request, IFLA_EXT_MASK, bytes_of(std::uint32_t{RTEXT_FILTER_SKIP_STATS}));
  return request;
}

void read_links(RouteNetlink& kernel, HostState& state) {
  for_each_listed(kernel, "interfaces", RTM_GETLINK, links_request(),
                  [&](std::string_view body) {
                    if (auto link = parse_link(body)) state.links.push_back(std::move(*link));
                  });
}

/// A list of one family, whose number each of its headers begins with. A kernel without the module
/// ipv6 lists IPv4 when it is asked for IPv6 (rtnetlink_rcv_msg(), net/core/rtnetlink.c).
template <class Header, class Parse, class Take>
void for_each_parsed(RouteNetlink& kernel, const HostState& state, std::string_view what,
                     std::uint16_t type, Parse parse, Take take) {
  const char family = state.ipv6 ? AF_INET6 : AF_INET;
  std::string request = bytes_of(Header{});
  request.front() = family;
  for_each_listed(kernel, what, type, request, [&](std::string_view body) {
    if (!body.starts_with(family)) return;
    if (auto parsed = parse(body)) take(std::move(*parsed));
  });
}

void read_addresses(RouteNetlink& kernel, HostState& state) {
  for_each_parsed<ifaddrmsg>(kernel, state, "addresses", RTM_GETADDR, parse_interface_address,
                             [&](const auto& own) {
    const auto link = std::ranges::find(state.links, own.first, &HostLink::index);
    if (link != state.links.end()) link->addresses.push_back(own.second);
  });
}

void read_routes(RouteNetlink& kernel, HostState& state) {
  const auto into = [](auto& list) {
    return [&list](auto item) { list.push_back(std::move(item)); };
  };
  for_each_parsed<rtmsg>(kernel, state, "routes", RTM_GETROUTE, parse_route, into(state.routes));
  for_each_parsed<fib_rule_hdr>(kernel, state, "policy rules", RTM_GETRULE, parse_rule,
                                into(state.rules));
  for_each_parsed<ndmsg>(kernel, state, "neighbours", RTM_GETNEIGH, parse_neighbour,
                         into(state.neighbours));
}

std::optional<std::uint64_t> read_number(const std::string& path) {
  try {
    const std::string text = read_named_file(path, {kMaxSettingBytes});
    return whole_number<std::uint64_t>(text.substr(0, text.find('\n')));
  } catch (const std::runtime_error&) {
    return std::nullopt;  // the caller says what is not known then
  }
}

std::optional<std::uint64_t> read_setting(const std::string& link, std::string_view name,
                                          const std::string& settings = kSettings) {
  // Of a name's dots the kernel makes slashes only for sysctl(8), not in /proc.
  return read_number(settings + link + "/" + std::string(name));
}

/// ip6_forward() asks `all` alone; ipv6_accept_ra() the interface's own.
void read_ipv6_settings(HostState& state) {
  const auto all = read_setting("all", "forwarding", kSettings6);
  for (HostLink& link : state.links) {
    if (all) link.forwards = *all != 0;
    link.reverse_path_filter = 0;  // there is none
    const auto own = read_setting(link.name, "forwarding", kSettings6);
    const auto accepts = read_setting(link.name, "accept_ra", kSettings6);
    link.ignores_routers = own && accepts && *own != 0 && *accepts == 1;
  }
}

void read_settings(HostState& state) {
  const auto filter_of_all = read_setting("all", "rp_filter");
  const auto arp_of_all = read_setting("all", "arp_ignore");
  for (HostLink& link : state.links) {
    const auto forwards = read_setting(link.name, "forwarding");
    const auto filter = read_setting(link.name, "rp_filter");
    if (forwards) link.forwards = *forwards != 0;
    const auto arp = read_setting(link.name, "arp_ignore");
    if (arp && arp_of_all) link.arp_ignore = static_cast<int>(std::max(*arp, *arp_of_all));
    if (filter && filter_of_all) {
      link.reverse_path_filter = static_cast<int>(std::max(*filter, *filter_of_all));
    }
    if (link.addresses.empty() || (link.forwards && link.reverse_path_filter)) continue;
    state.not_checked.push_back({"forwarding and rp_filter of " + printable(link.name, 64),
                                 "its settings in /proc/sys/net/ipv4/conf cannot be read"});
  }
}

constexpr const char* kIpsecPolicies = "IPsec's policies (ip xfrm policy)";

/// Of both families. A kernel without IPsec has no such socket, and no policies.
void read_ipsec_policies(HostState& state) {
  try {
    IpsecNetlink kernel;
    const auto listed = kernel.list(XFRM_MSG_GETPOLICY, bytes_of(xfrm_userpolicy_id{}));
    if (!listed && listed.error() == boost::system::errc::operation_not_permitted) {
      return state.not_checked.push_back({kIpsecPolicies, "reading them needs CAP_NET_ADMIN"});
    }
    if (!listed) throw std::runtime_error(error_in_words(listed.error()).text);
    for (const NetlinkMessage& message : *listed) {
      if (auto policy = parse_ipsec_policy(message.body)) state.ipsec_policies.push_back(*policy);
    }
  } catch (const std::runtime_error& error) {
    const auto* failed = dynamic_cast<const std::system_error*>(&error);
    if (failed && failed->code() == std::errc::protocol_not_supported) return;
    state.not_checked.push_back({kIpsecPolicies, error.what()});
  }
}

/// Of IPv6 they are not read.
void note_legacy_filters(HostState& state) {
  if (!state.filters) return;
  std::string& problem = state.filters->legacy_problem;
  try {
    const auto tables = read_file_if_present("/proc/net/ip6_tables_names", {kMaxSettingBytes});
    problem = tables.empty() ? "" : "of IPv6 only those of nftables are read";
  } catch (const std::runtime_error& error) {
    problem = error.what();
  }
  if (problem.empty()) return;
  state.not_checked.push_back({"packet filters of the legacy ip6tables", problem});
}

void read_connection_table(HostState& state) {
  state.connections = read_number(kConnections + "count");
  state.most_connections = read_number(kConnections + "max");
  if (state.connections && state.most_connections) return;
  state.not_checked.push_back({"the connection table",
                               "nf_conntrack is not loaded, or hides its numbers from this user"});
}

void read_filters(HostState& state) {
  ReadRuleset read = read_ruleset();
  if (!read.nft_problem.empty()) {
    state.not_checked.push_back(
        {"packet filters (nftables, iptables-nft, firewalld, ufw) and masquerading",
         read.nft_problem});
  }
  if (!read.legacy_problem.empty()) {
    state.not_checked.push_back({"packet filters of the legacy iptables", read.legacy_problem});
  }
  if (read.nft_problem.empty() || !read.rules.tables.empty()) state.filters = std::move(read);
}

void read_ports(HostState& state) {
  ReadListeners read = read_listeners();
  state.listeners = std::move(read.listeners);
  if (read.problem.empty()) return;
  state.not_checked.push_back({"who listens on the edge hub's ports", read.problem});
}

/// Whether somebody keeps the clock: a wrong one makes certificates and tokens invalid.
void read_clock(HostState& state) {
  timex nothing_set{};
  const int kept = ::adjtimex(&nothing_set);
  if (kept >= 0) state.clock_synchronised = kept != TIME_ERROR;
}

void read_name_servers(HostState& state) {
  try {
    const auto read = [](const char* path) { return read_file_if_present(path, {kMaxFileBytes}); };
    take_name_servers(state, {read("/etc/resolv.conf"), read("/run/systemd/resolve/resolv.conf"),
                              read("/etc/docker/daemon.json")});
  } catch (const std::runtime_error& error) {
    state.not_checked.push_back({"the name servers of the host and its containers", error.what()});
  }
}

HostState read_network(RouteNetlink& kernel) {
  HostState state;
  read_links(kernel, state);
  read_addresses(kernel, state);
  read_routes(kernel, state);
  read_settings(state);
  read_filters(state);
  read_ipsec_policies(state);
  read_ports(state);
  read_connection_table(state);
  read_clock(state);
  return state;
}

}  // namespace

HostState read_ipv6_state(RouteNetlink& kernel, const HostState& ipv4) {
  HostState state = ipv4;
  state.ipv6 = true;
  state.routes.clear();
  state.rules.clear();
  state.neighbours.clear();
  for (HostLink& link : state.links) link.addresses.clear();
  read_addresses(kernel, state);
  read_routes(kernel, state);
  read_ipv6_settings(state);
  note_legacy_filters(state);
  return state;
}

HostState read_host_state(RouteNetlink& kernel) {
  HostState state = read_network(kernel);
  read_name_servers(state);
  return state;
}

HostState read_host_state(RouteNetlink& kernel, const DnsFiles& files) {
  HostState state = read_network(kernel);
  take_name_servers(state, files);
  return state;
}

}  // namespace edge::probe
