#include "probe/host/remedies.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/base/escape.hpp"

namespace edge::probe {
namespace {

constexpr std::uint32_t kFirstOwnTable = 5671;  // no known VPN client's
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";

/// So many free priorities in a row, as near before `below` as can be; 0: there are none.
std::uint32_t free_priority(const HostState& state, std::uint32_t below, std::uint32_t count) {
  const auto taken = [&](std::uint32_t first) {
    return std::ranges::any_of(state.rules, [&](const HostRule& rule) {
      return rule.priority >= first && rule.priority - first < count;
    });
  };
  for (std::uint32_t first = below > count ? below - count : 0; first > 0; --first) {
    if (!taken(first)) return first;
  }
  return 0;
}

std::uint32_t free_table(const HostState& state) {
  std::uint32_t table = kFirstOwnTable;
  while (std::ranges::count(state.routes, table, &HostRoute::table) > 0 ||
         std::ranges::count(state.rules, table, &HostRule::table) > 0) {
    ++table;
  }
  return table;
}

bool leads_outside(const HostState& state, const HostRoute& route) {
  if (route.type != RTN_UNICAST || route.hops.empty()) return false;
  const HostLink* link = find_link(state, route.hops.front().link);
  return link && !is_tunnel(*link) && !is_engine_bridge(state, *link);
}

/// The router that the host had before the VPN: of a default route that is still there, else the
/// one by which the client keeps its own server out of the tunnel.
const NextHop* old_gateway(const HostState& state) {
  const auto rank = [](const HostRoute& route) {
    return std::pair(!is_default(route), route.metric);
  };
  const HostRoute* best = nullptr;
  for (const HostRoute& route : state.routes) {
    if (!is_default(route) && !route.destination.is_one_address()) continue;
    if (!leads_outside(state, route) || !route.hops.front().gateway) continue;
    if (!best || rank(route) < rank(*best)) best = &route;
  }
  return best ? &best->hops.front() : nullptr;
}

/// Undone in the opposite order, by "del" for "add".
Remedy remedy_by(std::vector<std::string> commands) {
  Remedy remedy{std::move(commands), {}};
  for (auto each = remedy.commands.rbegin(); each != remedy.commands.rend(); ++each) {
    std::string undo = *each;
    undo.replace(undo.find(" add "), 5, " del ");
    remedy.undo.push_back(std::move(undo));
  }
  return remedy;
}

}  // namespace

std::optional<std::string> shell_word(const std::string& name) {
  if (name.empty() || printable(name, name.size()) != name) return std::nullopt;
  if (name.find_first_not_of(kPlain) == name.npos && name.front() != '-') return name;
  std::string word = "'";
  for (const char each : name) word += each == '\'' ? std::string("'\\''") : std::string(1, each);
  return word + "'";
}

Remedy remedy_of_way_out(const HostState& state, const HostTraces& all,
                         const NetworkTrace& trace) {
  const HostRule* rule = trace.out.walk.rule;
  const HostRoute* route = trace.out.walk.route;
  if (!rule) return {};
  const HostRoute* main = best_route(state, RT_TABLE_MAIN, all.hub);
  if (main && main != route && leads_outside(state, *main)) {
    const auto priority = free_priority(state, rule->priority, 1);
    if (priority == 0) return {};
    return remedy_by({fmt::format("{} rule add from {} lookup main priority {}", ip_command(state),
                                  to_string(trace.subnet), priority)});
  }
  const NextHop* gateway = old_gateway(state);
  const HostLink* uplink = gateway ? find_link(state, gateway->link) : nullptr;
  const auto device = uplink ? shell_word(uplink->name) : std::nullopt;
  if (!device || !route) return {};
  const std::string way = fmt::format("via {} dev {}", gateway->gateway->to_string(), *device);
  if (!is_wide(route->destination)) {
    return remedy_by({fmt::format("{} route add {} {}", ip_command(state),
                                  to_string(one_address(all.hub)), way)});
  }
  const auto priority = free_priority(state, rule->priority, 2);
  const auto table = free_table(state);
  if (priority == 0) return {};
  const std::string from = fmt::format("{} rule add from {} lookup", ip_command(state),
                                       to_string(trace.subnet));
  return remedy_by({fmt::format("{} route add default {} table {}", ip_command(state), way, table),
                    fmt::format("{} main suppress_prefixlength {} priority {}", from,
                                state.ipv6 ? 4 : 1, priority),
                    fmt::format("{} {} priority {}", from, table, priority + 1)});
}

Remedy remedy_of_name_server(const HostState& state, const Decision& way,
                             const IpAddress& server) {
  const HostRoute* main = best_route(state, RT_TABLE_MAIN, server);
  const bool of_lan = main && main != way.route && leads_outside(state, *main) &&
                      !is_wide(main->destination);
  const auto priority = of_lan && way.rule ? free_priority(state, way.rule->priority, 1) : 0;
  if (priority == 0) return {};
  return remedy_by({fmt::format("{} rule add to {} lookup main priority {}", ip_command(state),
                                to_string(one_address(server)), priority)});
}

Remedy remedy_of_way_back(const HostState& state, const NetworkTrace& trace) {
  const HostRule* rule = trace.back.walk.rule;
  const auto priority = rule ? free_priority(state, rule->priority, 1) : 0;
  if (priority == 0) return {};
  const std::string to = fmt::format("{} rule add to {} lookup", ip_command(state),
                                     to_string(trace.subnet));
  const HostRoute* main = best_route(state, RT_TABLE_MAIN, trace.module);
  const bool main_knows = main && !main->hops.empty() && main->hops.front().link == trace.bridge;
  if (main_knows) return remedy_by({fmt::format("{} main priority {}", to, priority)});
  const HostLink* bridge = find_link(state, trace.bridge);
  const auto device = bridge ? shell_word(bridge->name) : std::nullopt;
  if (!device) return {};
  const auto table = free_table(state);
  return remedy_by({fmt::format("{} route add {} dev {} table {}", ip_command(state),
                                to_string(trace.subnet), *device, table),
                    fmt::format("{} {} priority {}", to, table, priority)});
}

}  // namespace edge::probe
