#include "simulator/topology/as_ip_writes.hpp"

#include <fmt/format.h>

#include "simulator/topology/look_up.hpp"
#include "simulator/topology/names.hpp"

namespace edge::sim {
namespace {

/// The names that every machine's rt_tables has.
std::string table_name(int table) {
  switch (table) {
    case kMainTable: return "main";
    case kDefaultTable: return "default";
    case kLocalTable: return "local";
    default: return std::to_string(table);
  }
}

}  // namespace

std::string as_ip_route(const Route& route) {
  std::string text;
  if (route.kind != RouteKind::unicast) text += fmt::format("{} ", choice_name(route.kind));
  text += is_default(route) ? "default" : to_string(route.destination);
  if (route.gateway) text += " via " + route.gateway->to_string();
  if (!route.interface.empty()) text += " dev " + route.interface;
  if (route.source) text += " src " + route.source->to_string();
  if (route.metric != 0) text += fmt::format(" metric {}", route.metric);
  if (route.table != kMainTable) text += " table " + table_name(route.table);
  return text;
}

std::string as_ip_rule(const PolicyRule& rule) {
  auto text = fmt::format("{}:{} from {}", rule.priority, rule.invert ? " not" : "",
                          rule.source ? to_string(*rule.source) : "all");
  if (rule.destination) text += " to " + to_string(*rule.destination);
  if (rule.mark) text += fmt::format(" fwmark {:#x}/{:#x}", *rule.mark, rule.mark_mask);
  text += rule.unreachable ? " unreachable" : " lookup " + table_name(rule.table);
  if (rule.suppress_prefix_length) {
    text += fmt::format(" suppress_prefixlength {}", *rule.suppress_prefix_length);
  }
  return text;
}

}  // namespace edge::sim
