// Policy rules: before the VPN's, or without it.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/heal/changes.hpp"

namespace edge::sim {
namespace {

constexpr int kOwnTable = 5671;  // no known VPN client's
constexpr int kDeletes = 5;      // heavier than what adds

/// So many priorities in a row before every rule of the host's.
int free_priority(const Node& host, int count) {
  int below = kMainRule.priority;
  for (const PolicyRule& each : host.policy_rules) below = std::min(below, each.priority);
  return below - count;
}

PolicyRule rule_to(int priority, int table) { return {.priority = priority, .table = table}; }

void add_rule(const Site& site, bool answers, std::vector<Change>& changes) {
  const int priority = free_priority(site.host, answers ? 1 : 2);
  if (priority <= 0) return;
  PolicyRule rule = rule_to(priority, kMainTable);
  (answers ? rule.destination : rule.source) = site.subnet;
  changes.push_back(
      {answers ? "what is for the module network goes by the main table"
               : "the module network goes by the main table",
       {fmt::format("ip rule add {} {} lookup main priority {}", answers ? "to" : "from",
                    to_string(site.subnet), priority)},
       {}, "", answers ? 1 : 0,
       on_host(site, [rule](Node& host) { host.policy_rules.push_back(rule); })});
}

/// Where a VPN's table takes all there is: the module network's way, its answers, and the queries
/// that the engine makes for it.
void add_whole_way(const Site& site, std::vector<Change>& changes) {
  std::vector<PolicyRule> rules;
  std::vector<std::string> words;
  const auto add = [&](const char* word, std::optional<Prefix> PolicyRule::*end, const Prefix& of) {
    PolicyRule rule = rule_to(0, kMainTable);
    rule.*end = of;
    rules.push_back(rule);
    words.push_back(fmt::format("ip rule add {} {} lookup main", word, to_string(of)));
  };
  add("from", &PolicyRule::source, site.subnet);
  add("to", &PolicyRule::destination, site.subnet);
  for (const Endpoint& server : site.host.resolver.servers) {
    const bool asked = server.address.is_v4() && !server.address.is_loopback();
    if (asked) add("to", &PolicyRule::destination, one_address(server.address));
  }
  int priority = free_priority(site.host, static_cast<int>(rules.size()));
  if (priority <= 0) return;
  for (std::size_t i = 0; i < rules.size(); ++i, ++priority) {
    rules[i].priority = priority;
    words[i] += fmt::format(" priority {}", priority);
  }
  changes.push_back({"the module network, its answers and the name servers go by the main table",
                     words, {}, "", 0, on_host(site, [rules](Node& host) {
                       host.policy_rules.insert(host.policy_rules.end(), rules.begin(),
                                                rules.end());
                     })});
}

/// Where the main table itself leads into the tunnel: a table of its own.
void add_table(const Site& site, const WayOut& way, std::vector<Change>& changes) {
  const int priority = free_priority(site.host, 2);
  if (priority <= 0) return;
  PolicyRule near = rule_to(priority, kMainTable), far = rule_to(priority + 1, kOwnTable);
  near.source = far.source = site.subnet;
  near.suppress_prefix_length = 1;
  Route route;
  route.destination = prefix_literal("0.0.0.0/0");
  route.gateway = way.gateway;
  route.interface = way.interface;
  route.table = kOwnTable;
  const std::string from = fmt::format("ip rule add from {} lookup", to_string(site.subnet));
  changes.push_back(
      {fmt::format("the module network leaves by {}, through {}", way.interface,
                   way.gateway.to_string()),
       {fmt::format("ip route add default via {} dev {} table {}", way.gateway.to_string(),
                    way.interface, kOwnTable),
        fmt::format("{} main suppress_prefixlength 1 priority {}", from, priority),
        fmt::format("{} {} priority {}", from, kOwnTable, priority + 1)},
       {}, "", 0, on_host(site, [near, far, route](Node& host) {
         host.policy_rules.insert(host.policy_rules.end(), {near, far});
         host.routes.push_back(route);
       })});
}

std::string rule_words(const PolicyRule& rule) {
  std::string text = rule.invert ? "not " : "";
  text += "from " + (rule.source ? to_string(*rule.source) : "all");
  if (rule.destination) text += " to " + to_string(*rule.destination);
  if (rule.mark) text += fmt::format(" fwmark {:#x}/{:#x}", *rule.mark, rule.mark_mask);
  if (rule.unreachable) text += " unreachable";
  else text += fmt::format(" lookup {}", rule.table);
  if (rule.suppress_prefix_length) {
    text += fmt::format(" suppress_prefixlength {}", *rule.suppress_prefix_length);
  }
  return text + fmt::format(" priority {}", rule.priority);
}

}  // namespace

void add_rule_changes(const Site& site, std::vector<Change>& changes) {
  for (const bool answers : {false, true}) add_rule(site, answers, changes);
  add_whole_way(site, changes);
  for (const WayOut& way : site.ways) add_table(site, way, changes);
  for (const PolicyRule& rule : site.host.policy_rules) {
    if (site.host.route_guard != Duration{}) continue;  // somebody puts it back
    changes.push_back({"without a policy rule", {"ip rule del " + rule_words(rule)}, {}, "",
                       kDeletes, on_host(site, [rule](Node& host) {
                         std::erase(host.policy_rules, rule);
                       })});
  }
}

}  // namespace edge::sim
