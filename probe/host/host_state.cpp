#include "probe/host/host_state.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/base/escape.hpp"
#include "common/dns/resolv_conf.hpp"

namespace edge::probe {
namespace {

// Not "tun": it is the kind of TAP devices, too, as virtual machines have them; TUN devices are
// point to point.
constexpr std::string_view kTunnelKinds[] = {"wireguard", "ppp", "ipip", "gre",
                                             "vti",       "xfrm", "sit", "ip6tnl"};
constexpr std::string_view kTunnelNames[] = {"tun",       "tap",     "wg",      "ppp",
                                             "ipsec",     "gpd",     "cscotun", "tailscale",
                                             "nordlynx",  "proton",  "utun",    "vpn"};

constexpr std::string_view kTypeWords[] = {"",          "",          "local ",       "broadcast ",
                                           "anycast ",  "multicast ", "blackhole ",
                                           "unreachable ", "prohibit ", "throw ",    "nat ",
                                           "xresolve "};

// Docker and Moby (docker0, br-ID, azure-iot-edge where it is named), podman and netavark, CNI.
constexpr std::string_view kEngineBridges[] = {"br-", "docker", "podman", "cni", "azure"};

// What reaches beyond the machine; a card of its own has no kind.
constexpr std::string_view kUplinkKinds[] = {"", "vlan", "bond", "team"};

std::string_view action_word(int action) {
  if (action == FR_ACT_BLACKHOLE) return "blackhole";
  if (action == FR_ACT_UNREACHABLE) return "unreachable";
  if (action == FR_ACT_PROHIBIT) return "prohibit";
  if (action == FR_ACT_NOP) return "nop";
  return "an action of its own";
}

}  // namespace

void take_name_servers(HostState& state, const DnsFiles& files) {
  for (const auto& server : parse_resolver_config(files.resolv_conf, "").servers) {
    state.name_servers.push_back(server.address);
  }
  state.container_dns = container_dns(files);
}

const HostLink* find_link(const HostState& state, int index) {
  const auto found = std::ranges::find(state.links, index, &HostLink::index);
  return found == state.links.end() ? nullptr : &*found;
}

const HostLink* find_link(const HostState& state, const std::string& name) {
  const auto found = std::ranges::find(state.links, name, &HostLink::name);
  return found == state.links.end() ? nullptr : &*found;
}

bool overlap(const Prefix& a, const Prefix& b) {
  return a.length < b.length ? a.contains(b.address) : b.contains(a.address);
}

bool is_half(const Prefix& network) {
  if (network.address.is_v4()) return network.length == 1;
  return network.length > 0 && network.length <= 4;
}

bool is_tunnel(const HostLink& link) {
  const auto begins = [&](std::string_view name) { return link.name.starts_with(name); };
  return link.point_to_point || std::ranges::count(kTunnelKinds, link.kind) > 0 ||
         std::ranges::any_of(kTunnelNames, begins);
}

bool is_engine_bridge(const HostState& state, const HostLink& link) {
  const auto begins = [&](std::string_view name) { return link.name.starts_with(name); };
  if (link.kind != "bridge" || std::ranges::none_of(kEngineBridges, begins)) return false;
  return std::ranges::none_of(state.links, [&](const HostLink& port) {
    return port.master == link.index && std::ranges::count(kUplinkKinds, port.kind) > 0;
  });
}

std::string name_text(const HostState& state, int link) {
  const HostLink* found = find_link(state, link);
  return found ? printable(found->name, 64) : fmt::format("interface {}, which is gone", link);
}

std::string network_text(const Prefix& network) {
  return network.length == 0 ? "default" : to_string(network);
}

std::string table_text(std::uint32_t table) {
  if (table == RT_TABLE_LOCAL) return "local";
  if (table == RT_TABLE_MAIN) return "main";
  if (table == RT_TABLE_DEFAULT) return "default";
  return std::to_string(table);
}

std::string route_text(const HostState& state, const HostRoute& route) {
  const auto type = static_cast<std::size_t>(route.type);
  std::string text(type < std::size(kTypeWords) ? kTypeWords[type] : "");
  text += network_text(route.destination);
  for (const NextHop& hop : route.hops) {
    if (route.hops.size() > 1) text += " nexthop";
    if (hop.gateway) text += " via " + hop.gateway->to_string();
    if (hop.link != 0) text += " dev " + name_text(state, hop.link);
  }
  if (route.metric != 0) text += fmt::format(" metric {}", route.metric);
  if (route.table != RT_TABLE_MAIN) text += " table " + table_text(route.table);
  return text;
}

std::string rule_text(const HostRule& rule) {
  std::string text = fmt::format("{}:{}", rule.priority, rule.invert ? " not" : "");
  text += " from " + (rule.source ? to_string(*rule.source) : "all");
  if (rule.destination) text += " to " + to_string(*rule.destination);
  if (rule.type_of_service != 0) text += fmt::format(" tos {:#x}", rule.type_of_service);
  if (rule.mark_mask != 0) {
    text += fmt::format(" fwmark {:#x}", rule.mark);
    if (rule.mark_mask != 0xffffffff) text += fmt::format("/{:#x}", rule.mark_mask);
  }
  if (!rule.in_link.empty()) text += " iif " + printable(rule.in_link, 64);
  if (!rule.out_link.empty()) text += " oif " + printable(rule.out_link, 64);
  if (rule.protocol != 0) text += fmt::format(" ipproto {}", rule.protocol);
  if (rule.ports) text += fmt::format(" dport {}-{}", rule.ports->first, rule.ports->second);
  if (rule.unclear) text += " (and more)";
  if (rule.action == FR_ACT_GOTO) return text + fmt::format(" goto {}", rule.target);
  if (rule.action != FR_ACT_TO_TBL) return fmt::format("{} {}", text, action_word(rule.action));
  text += " lookup " + table_text(rule.table);
  if (rule.suppress_length) text += fmt::format(" suppress_prefixlength {}", *rule.suppress_length);
  return text;
}

}  // namespace edge::probe
