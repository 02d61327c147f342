#include "probe/capture/captured_host.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <utility>

#include "common/world/kernel_rules.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostCaptured = 400;  // routes, and rules: a scenario takes 512
constexpr std::size_t kLongestName = 15;
constexpr std::string_view kNameBytes =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._()@+~#-";

bool is_loopback(const HostLink& link) { return link.name == "lo"; }

const char* kind_of(const HostLink& link) {
  if (is_tunnel(link)) return "tun";
  return link.kind == "bridge" ? "bridge" : "ethernet";
}

CaptureJson interface_json(const CaptureContext& context, const HostLink& link) {
  CaptureJson json{{"name", context.name(link.index)}};
  for (const Prefix& each : link.addresses) json["addresses"].push_back(context.text(each));
  const std::string kind = kind_of(link);
  if (kind != "ethernet") json["kind"] = kind;
  if (link.mtu != 1500) json["mtu"] = std::clamp(link.mtu, 68, 65521);
  if (!link.up) json["up"] = false;
  return json;
}

/// Types of local addresses, and what an address brings by itself.
bool is_the_kernels_own(const HostState& state, const HostRoute& route) {
  if (route.table == RT_TABLE_LOCAL || route.type == RTN_LOCAL || route.type == RTN_BROADCAST ||
      route.type == RTN_MULTICAST || route.type == RTN_ANYCAST) {
    return true;
  }
  if (route.table != RT_TABLE_MAIN || route.metric != 0 || route.hops.size() != 1) return false;
  const HostLink* link = find_link(state, route.hops.front().link);
  return link && !route.hops.front().gateway &&
         std::ranges::any_of(link->addresses, [&](const Prefix& address) {
           return address.length < 32 && network_of(address) == route.destination;
         });
}

const char* word_of(int type) {
  switch (type) {
    case RTN_UNREACHABLE: return "unreachable";
    case RTN_PROHIBIT: return "prohibit";
    case RTN_BLACKHOLE: return "blackhole";
    case RTN_THROW: return "throw";
    default: return nullptr;
  }
}

bool on_its_network(const HostLink& link, const IpAddress& gateway) {
  return std::ranges::any_of(link.addresses,
                             [&](const Prefix& own) { return own.contains(gateway); });
}

/// Where the packet goes; false: a scenario cannot say it.
bool add_way(CaptureContext& context, const HostRoute& route, CaptureJson& json) {
  const auto hop = std::ranges::find(route.hops, false, &NextHop::dead);
  const HostLink* link = hop == route.hops.end() ? nullptr : find_link(context.state, hop->link);
  if (!link || is_loopback(*link) || (link->master != 0 && link->addresses.empty())) return false;
  const bool there = !hop->gateway || on_its_network(*link, *hop->gateway);
  if (!there && !is_tunnel(*link)) return false;
  if (hop->gateway && there) json["gateway"] = context.text(*hop->gateway);
  json["interface"] = context.name(link->index);
  return true;
}

CaptureJson route_json(CaptureContext& context, const HostRoute& route) {
  CaptureJson json{{"destination", context.text(route.destination)}};
  if (const char* word = word_of(route.type)) {
    json["kind"] = word;
  } else if (route.type != RTN_UNICAST || !add_way(context, route, json)) {
    return {};
  }
  if (route.metric != 0) json["metric"] = route.metric & 0x7fffffff;
  if (route.table != RT_TABLE_MAIN) json["table"] = route.table & 0x7fffffff;
  return json;
}

/// Of many routes those that a packet of the module network may meet.
bool matters(const CaptureContext& context, const HostRoute& route) {
  return route.destination.contains(context.all.hub) ||
         overlap(route.destination, context.trace.subnet);
}

CaptureJson routes_json(CaptureContext& context) {
  const bool many = context.state.routes.size() > kMostCaptured;
  auto json = CaptureJson::array();
  for (const HostRoute& route : context.state.routes) {
    if (is_the_kernels_own(context.state, route) || json.size() == kMostCaptured) continue;
    if (many && !matters(context, route)) continue;
    auto one = route_json(context, route);
    if (!one.is_null()) json.push_back(std::move(one));
    else context.left_out.push_back("route " + context.text(route.destination));
  }
  if (many) context.left_out.emplace_back("routes that the module network's packets do not meet");
  return json;
}

bool is_the_kernels_own(const HostRule& rule) {
  const bool usual = !rule.source && !rule.destination && rule.mark_mask == 0 && !rule.invert;
  return usual && std::ranges::any_of(kKernelRules, [&](const KernelRule& own) {
           return std::cmp_equal(rule.priority, own.priority) &&
                  std::cmp_equal(rule.table, own.table);
         });
}

/// False for what a scenario's rules do not select by.
bool can_be_said(const HostRule& rule) {
  const bool plain = rule.in_link.empty() && rule.out_link.empty() && rule.type_of_service == 0 &&
                     rule.protocol == 0 && !rule.ports && !rule.unclear;
  return plain && rule.action != FR_ACT_GOTO && rule.action != FR_ACT_NOP;
}

CaptureJson rules_json(CaptureContext& context) {
  auto json = CaptureJson::array();
  for (const HostRule& rule : context.state.rules) {
    if (is_the_kernels_own(rule) || json.size() == kMostCaptured) continue;
    if (!can_be_said(rule)) {
      context.left_out.push_back(fmt::format("policy rule {}", rule.priority));
      continue;
    }
    CaptureJson one{{"priority", rule.priority}};
    if (rule.action == FR_ACT_TO_TBL) one["table"] = rule.table & 0x7fffffff;
    else one["unreachable"] = true;
    if (rule.source) one["source"] = context.text(*rule.source);
    if (rule.destination) one["destination"] = context.text(*rule.destination);
    if (rule.mark_mask != 0) one["mark"] = rule.mark;
    if (rule.mark_mask != 0 && rule.mark_mask != 0xffffffff) one["mark-mask"] = rule.mark_mask;
    if (rule.invert) one["invert"] = true;
    if (rule.suppress_length) one["suppress-prefix-length"] = *rule.suppress_length;
    json.push_back(std::move(one));
  }
  return json;
}

CaptureJson settings_json(const CaptureContext& context) {
  auto json = CaptureJson::object();
  const HostLink* bridge = find_link(context.state, context.trace.bridge);
  const HostLink* uplink = find_link(context.state, context.all.host.out_link());
  if (bridge && bridge->forwards.value_or(false)) json["ip-forward"] = true;
  int filter = bridge ? bridge->reverse_path_filter.value_or(0) : 0;
  // The strictest of the two: strict is 1, loose is 2.
  const int other = uplink ? uplink->reverse_path_filter.value_or(0) : 0;
  if (other == 1 || (other == 2 && filter == 0)) filter = other;
  if (filter == 1 || filter == 2) json["rp-filter"] = filter;
  return json;
}

}  // namespace

std::string CaptureContext::name(int index) const {
  const HostLink* link = find_link(state, index);
  if (!link) return "gone";
  std::string safe = link->name.substr(0, kLongestName);
  for (char& each : safe) {
    if (kNameBytes.find(each) == std::string_view::npos) each = '_';
  }
  const bool reserved = safe == "all" || safe == "default" || safe.empty();
  if (safe == link->name && !reserved && safe.find_first_of("._()@+~#-") != 0) return safe;
  return fmt::format("if{}", index);
}

std::set<int> captured_links(const CaptureContext& context) {
  std::set<int> links;
  for (const HostLink& link : context.state.links) {
    if (!is_loopback(link) && !link.addresses.empty()) links.insert(link.index);
  }
  for (const HostRoute& route : context.state.routes) {
    for (const NextHop& hop : route.hops) {
      const HostLink* link = find_link(context.state, hop.link);
      if (link && !is_loopback(*link) && link->master == 0) links.insert(link->index);
    }
  }
  return links;
}

CaptureJson captured_host(CaptureContext& context) {
  CaptureJson json{{"name", "host"}};
  for (const int index : captured_links(context)) {
    json["interfaces"].push_back(interface_json(context, *find_link(context.state, index)));
  }
  if (auto routes = routes_json(context); !routes.empty()) json["routes"] = std::move(routes);
  if (auto rules = rules_json(context); !rules.empty()) json["policy-rules"] = std::move(rules);
  if (auto settings = settings_json(context); !settings.empty()) {
    json["sysctls"] = std::move(settings);
  }
  for (const auto& server : context.state.name_servers) {
    if (!server.is_v4() || json["resolver"]["servers"].size() == 3) continue;
    json["resolver"]["servers"].push_back(context.text(server.to_v4()));
  }
  return json;
}

}  // namespace edge::probe
