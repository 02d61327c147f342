#include "probe/host/lookup.hpp"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace edge::probe {
namespace {

constexpr const char* kLoopback = "lo";  // where the host's own packets come from

std::string in_name(const HostState& state, int link) {
  if (link == 0) return kLoopback;
  const HostLink* found = find_link(state, link);
  return found ? found->name : std::string();
}

/// What a program's packet has before its source is chosen.
IpAddress unspecified_like(const IpAddress& address) {
  if (address.is_v4()) return boost::asio::ip::address_v4();
  return boost::asio::ip::address_v6();
}

bool selects(const HostRule& rule, const Lookup& packet, const std::string& in_link) {
  if (!rule.in_link.empty() && rule.in_link != in_link) return false;
  if (!rule.out_link.empty()) return false;  // of sockets that are bound to an interface
  if (((packet.mark ^ rule.mark) & rule.mark_mask) != 0) return false;
  const IpAddress source = packet.source.value_or(unspecified_like(packet.destination));
  if (rule.source && !rule.source->contains(source)) return false;
  if (rule.destination && !rule.destination->contains(packet.destination)) return false;
  if (rule.type_of_service != 0) return false;
  if (rule.protocol != 0 && rule.protocol != packet.protocol) return false;
  if (rule.ports) return packet.port >= rule.ports->first && packet.port <= rule.ports->second;
  return true;
}

bool usable(const HostRoute& route) {
  return route.hops.empty() ||
         std::ranges::any_of(route.hops, [](const NextHop& hop) { return !hop.dead; });
}

bool forbids(const HostRoute& route) {
  return route.type == RTN_BLACKHOLE || route.type == RTN_UNREACHABLE ||
         route.type == RTN_PROHIBIT;
}

/// Table -> its best route for one destination.
using BestRoutes = std::map<std::uint32_t, const HostRoute*>;

/// In one pass, as hundreds of rules may each lead to a table.
BestRoutes best_routes(const HostState& state, const IpAddress& destination) {
  BestRoutes best;
  const auto rank = [](const HostRoute& route) {
    return std::tuple{-route.destination.length, route.metric};
  };
  for (const HostRoute& route : state.routes) {
    if (!route.destination.contains(destination)) continue;
    if (route.type_of_service != 0 || !usable(route)) continue;
    const HostRoute*& of_table = best[route.table];
    if (!of_table || rank(route) < rank(*of_table)) of_table = &route;
  }
  return best;
}

const HostRoute* route_in(const BestRoutes& best, std::uint32_t table) {
  const auto found = best.find(table);
  return found == best.end() ? nullptr : found->second;
}

/// What a rule that holds comes to.
LookupStep step_of(const BestRoutes& best, const HostRule& rule) {
  LookupStep step{&rule, nullptr, StepEnd::decides};
  if (rule.action == FR_ACT_NOP || rule.action == FR_ACT_GOTO) step.end = StepEnd::passes_on;
  if (rule.action != FR_ACT_TO_TBL) return step;
  step.route = route_in(best, rule.table);
  if (!step.route) {
    step.end = StepEnd::nothing_fits;
  } else if (step.route->type == RTN_THROW) {
    step.end = StepEnd::passes_on;
  } else if (rule.suppress_length && !forbids(*step.route) &&
             step.route->destination.length <= *rule.suppress_length) {
    step.end = StepEnd::suppressed;
  }
  return step;
}

}  // namespace

int Decision::out_link() const {
  const NextHop* next = hop();
  return next ? next->link : 0;
}

const NextHop* Decision::hop() const {
  if (!route || forbidden()) return nullptr;
  const auto alive = std::ranges::find(route->hops, false, &NextHop::dead);
  return alive == route->hops.end() ? nullptr : &*alive;
}

bool Decision::forbidden() const {
  return rule && (!route || forbids(*route));
}

Decision look_up(const HostState& state, const Lookup& packet) {
  Decision decision;
  const std::string in_link = in_name(state, packet.in_link);
  const BestRoutes best = best_routes(state, packet.destination);
  std::uint32_t resume = 0;  // the priority that a "goto" leads to
  for (const HostRule& rule : state.rules) {
    if (rule.priority < resume) continue;
    if (selects(rule, packet, in_link) == rule.invert) {
      ++decision.other_rules;
      continue;
    }
    decision.unclear = decision.unclear || rule.unclear;
    const LookupStep step = step_of(best, rule);
    decision.steps.push_back(step);
    if (rule.action == FR_ACT_GOTO) resume = rule.target;
    if (step.end != StepEnd::decides) continue;
    decision.rule = step.rule;
    decision.route = step.route;
    break;
  }
  return decision;
}

const HostRoute* best_route(const HostState& state, std::uint32_t table,
                            const IpAddress& destination) {
  return route_in(best_routes(state, destination), table);
}

}  // namespace edge::probe
