// What decides where the host sends a packet of one family, as plain data: interfaces, routes of
// every table, policy rules, neighbours, settings. read_host_state.hpp reads it; nothing here asks
// the kernel.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/world/prefix.hpp"
#include "probe/filters/read_ruleset.hpp"
#include "probe/host/container_dns.hpp"
#include "probe/host/ipsec_policies.hpp"
#include "probe/host/listeners.hpp"

namespace edge::probe {

/// Names from the kernel may hold any byte but '/' and white space: they are shown escaped.
struct HostLink {
  int index = 0;
  std::string name;
  std::string kind;   // "bridge", "veth", "wireguard", "tun"; empty: a device of its own
  int master = 0;     // index of the bridge whose port it is; 0: none
  int mtu = 0;        // bytes
  bool up = false;
  bool carrier = false;
  bool point_to_point = false;
  bool arp = true;
  std::optional<int> arp_ignore;     // the larger of `all` and own: 8, no answer to ARP
  std::vector<Prefix> addresses;  // with their prefix lengths
  std::optional<bool> forwards;      // net.ipv4.conf.NAME.forwarding; of IPv6 that of `all`
  std::optional<int> reverse_path_filter;  // 0 off, 1 strict, 2 loose: the larger of `all` and own
  bool ignores_routers = false;      // of IPv6: it forwards and has accept_ra 1, not 2
};

struct NextHop {
  int link = 0;                       // index; 0: none
  std::optional<IpAddress> gateway;
  bool dead = false;                  // its interface is down
};

/// Of any table; types by RTN_* of rtnetlink(7).
struct HostRoute {
  Prefix destination;
  std::uint32_t table = 0;
  std::uint32_t metric = 0;
  int type = 0;
  int protocol = 0;                   // RTPROT_*
  int type_of_service = 0;
  std::optional<IpAddress> source;    // that the host's own packets get
  std::vector<NextHop> hops;          // several: packets are shared out among them
};

/// A module network has at least two addresses, beside those that are nobody's.
inline bool is_subnet(const Prefix& network) {
  return network.length + 2 <= address_bits(network.address);
}

/// As ip-rule(8) shows it. What a rule does not select by is absent.
struct HostRule {
  std::uint32_t priority = 0;
  int action = 0;                     // FR_ACT_*
  bool invert = false;                // "not"
  std::optional<Prefix> source, destination;
  std::string in_link, out_link;
  std::uint32_t mark = 0, mark_mask = 0;  // mask 0: any mark
  std::uint32_t table = 0;
  std::uint32_t target = 0;           // of "goto"
  int type_of_service = 0;
  int protocol = 0;                   // of IP: 6 is TCP; 0: any
  std::optional<std::pair<std::uint16_t, std::uint16_t>> ports;  // of the destination
  std::optional<int> suppress_length; // routes of this prefix length and shorter do not count
  bool unclear = false;               // it selects by what is not looked at here
};

struct HostNeighbour {
  IpAddress address;
  int link = 0;
  bool failed = false;  // does not answer to ARP
};

/// What could not be looked at, and why.
struct NotChecked {
  std::string what, why;
};

/// Of IPv4, or of IPv6: then addresses, routes, rules, neighbours and settings are that family's.
struct HostState {
  bool ipv6 = false;
  std::vector<HostLink> links;
  std::vector<HostRoute> routes;
  std::vector<HostRule> rules;        // in the order of the kernel's walk
  std::vector<HostNeighbour> neighbours;
  std::vector<IpsecPolicy> ipsec_policies;  // for packets that leave
  std::optional<std::uint64_t> connections, most_connections;  // of the connection table
  std::vector<IpAddress> name_servers;  // of resolv.conf
  std::optional<ContainerDns> container_dns;  // nothing: the host's files could not be read
  std::optional<bool> clock_synchronised;
  std::vector<HostListener> listeners; // on the edge hub's ports
  std::optional<ReadRuleset> filters;  // nothing: none could be read
  std::vector<NotChecked> not_checked;
};

/// What the host's files say of name servers, its own and its containers'.
void take_name_servers(HostState& state, const DnsFiles& files);

const HostLink* find_link(const HostState& state, int index);
const HostLink* find_link(const HostState& state, const std::string& name);
/// One of them is part of the other.
bool overlap(const Prefix& a, const Prefix& b);
inline bool is_default(const HostRoute& route) { return route.destination.length == 0; }
/// The halves of the address space, with which OpenVPN beats a default route that stays; of IPv6
/// those of 2000::/3.
bool is_half(const Prefix& network);
/// A default route, or what does a default route's work.
inline bool is_wide(const Prefix& network) {
  return network.length == 0 || is_half(network);
}
/// Not an address that counts on its link alone.
inline bool reaches_beyond(const Prefix& address) {
  return address.address.is_v4() || !address.address.to_v6().is_link_local();
}
/// How its ip(8) commands begin.
inline const char* ip_command(const HostState& state) { return state.ipv6 ? "ip -6" : "ip"; }
/// A tunnel, by its kind, its flags or the name that VPN clients give theirs.
bool is_tunnel(const HostLink& link);
/// A container engine's bridge, by its name; not one that has the machine's own interfaces as
/// ports, as br-lan of a router has.
bool is_engine_bridge(const HostState& state, const HostLink& link);

/// As `ip route`, `ip rule` and `ip address` write it, escaped.
std::string name_text(const HostState& state, int link);
std::string network_text(const Prefix& network);
std::string table_text(std::uint32_t table);
std::string route_text(const HostState& state, const HostRoute& route);
std::string rule_text(const HostRule& rule);

}  // namespace edge::probe
