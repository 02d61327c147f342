#include "simulator/network/routing.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <tuple>

#include "common/base/check.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge {
namespace {

using Kind = RouteDecision::Kind;

bool matches(const PolicyRule& rule, const FlowKey& flow) {
  const bool source_ok = !rule.source || rule.source->length == 0 ||
                         (flow.source && rule.source->contains(*flow.source));
  const bool destination_ok = !rule.destination || rule.destination->contains(flow.destination);
  const bool mark_ok = !rule.mark || ((*rule.mark ^ flow.mark) & rule.mark_mask) == 0;
  return (source_ok && destination_ok && mark_ok) != rule.invert;
}

Kind decision_kind(RouteKind kind) {
  switch (kind) {
    case RouteKind::unicast: return Kind::unicast;
    case RouteKind::unreachable: return Kind::unreachable;
    case RouteKind::prohibit: return Kind::prohibit;
    case RouteKind::blackhole: return Kind::blackhole;
    case RouteKind::throw_: break;
  }
  return Kind::none;
}

bool is_broadcast_of(const Prefix& prefix, const IpAddress& address) {
  return address.is_v4() && prefix.length < 31 && address == last_address(prefix);
}

}  // namespace

ErrorCode RouteDecision::error() const {
  using namespace boost::system;
  switch (kind) {
    case Kind::local:
    case Kind::unicast: return {};
    case Kind::unreachable: return make_error_code(errc::host_unreachable);
    case Kind::prohibit: return make_error_code(errc::permission_denied);
    case Kind::blackhole: return make_error_code(errc::invalid_argument);
    case Kind::none: break;
  }
  return make_error_code(errc::network_unreachable);
}

Routing::Routing(const Node& node) : node_(node) {
  add_addresses(node);
  add_routes(node);
  add_rules(node);
  for (Table& table : tables_) {
    std::ranges::stable_sort(table.entries, {}, [](const Entry& entry) {
      return std::tuple(-entry.destination.length, entry.metric, entry.connected);
    });
  }
}

void Routing::add_addresses(const Node& node) {
  auto add_local = [this](const Prefix& prefix, const std::optional<IpAddress>& source) {
    table(kLocalTable).push_back({.destination = prefix, .source = source});
  };
  add_local(prefix_literal("127.0.0.0/8"), prefix_literal("127.0.0.1").address);
  add_local(prefix_literal("::1"), std::nullopt);
  for (const Interface& interface : node.interfaces) {
    for (const Prefix& address : interface.addresses) {
      // An interface that is down keeps its addresses local: the weak host model.
      add_local(one_address(address.address), address.address);
      if (!interface.up || address.is_one_address()) continue;
      table(kMainTable).push_back({.destination = address,
                                   .connected = true,
                                   .kind = RouteKind::unicast,
                                   .interface = &interface,
                                   .source = address.address});
    }
  }
}

void Routing::add_routes(const Node& node) {
  for (const Route& route : node.routes) {
    Entry entry;
    entry.destination = route.destination;
    entry.metric = route.metric;
    entry.kind = route.kind;
    entry.gateway = route.gateway;
    entry.source = route.source;
    if (route.kind == RouteKind::unicast) {
      entry.interface = find_interface(node, route.interface);
      CHECK(entry.interface);
      if (!entry.interface->up) continue;
    }
    table(route.table).push_back(entry);
  }
}

void Routing::add_rules(const Node& node) {
  for (const KernelRule& own : kKernelRules) {
    rules_.push_back({.priority = own.priority, .table = own.table});
  }
  rules_.insert(rules_.end(), node.policy_rules.begin(), node.policy_rules.end());
  std::ranges::stable_sort(rules_, {}, &PolicyRule::priority);
}

std::vector<Routing::Entry>& Routing::table(int id) {
  const auto found = std::ranges::find(tables_, id, &Table::id);
  if (found != tables_.end()) return found->entries;
  Table added;
  added.id = id;
  tables_.push_back(std::move(added));
  return tables_.back().entries;
}

const Routing::Table* Routing::find_table(int id) const {
  const auto found = std::ranges::find(tables_, id, &Table::id);
  return found == tables_.end() ? nullptr : &*found;
}

const Routing::Entry* Routing::best_entry(int id, const IpAddress& destination) const {
  const Table* table = find_table(id);
  if (!table) return nullptr;
  for (const Entry& entry : table->entries) {
    if (entry.destination.contains(destination)) return &entry;
  }
  return nullptr;
}

RouteDecision Routing::lookup(const FlowKey& flow) const {
  for (const PolicyRule& rule : rules_) {
    if (!matches(rule, flow)) continue;
    if (rule.unreachable) return {};  // -ENETUNREACH: fib4_rule_action(), net/ipv4/fib_rules.c
    const Entry* entry = best_entry(rule.table, flow.destination);
    if (!entry || entry->kind == RouteKind::throw_) continue;
    const Kind kind = entry->kind ? decision_kind(*entry->kind) : Kind::local;
    const bool suppressed = (kind == Kind::local || kind == Kind::unicast) &&
                            rule.suppress_prefix_length &&
                            entry->destination.length <= *rule.suppress_prefix_length;
    if (suppressed) continue;
    return {kind, entry->interface, entry->gateway, entry->source};
  }
  return {};
}

std::optional<IpAddress> Routing::interface_address(const Interface& interface,
                                                    const IpAddress& next_hop) const {
  const Prefix* first = nullptr;
  for (const Prefix& address : interface.addresses) {
    if (address.address.is_v4() != next_hop.is_v4()) continue;
    if (address.contains(next_hop)) return address.address;
    if (!first) first = &address;
  }
  if (first) return first->address;
  return std::nullopt;
}

std::optional<IpAddress> Routing::source_for(const RouteDecision& decision,
                                             const IpAddress& destination) const {
  if (decision.preferred_source) return decision.preferred_source;
  if (decision.kind == Kind::local) return destination;
  if (!decision.interface) return std::nullopt;
  // IPv4 looks at the gateway only, IPv6 prefers the destination's own network (RFC 6724, rule 8).
  const IpAddress on_link =
      destination.is_v4() ? IpAddress(boost::asio::ip::address_v4::any()) : destination;
  const IpAddress next_hop = decision.gateway.value_or(on_link);
  if (auto own = interface_address(*decision.interface, next_hop)) return own;
  for (const Interface& other : node_.interfaces) {
    if (!other.up) continue;
    if (auto borrowed = interface_address(other, next_hop)) return borrowed;
  }
  return std::nullopt;
}

bool Routing::is_local(const IpAddress& address) const {
  const Entry* entry = best_entry(kLocalTable, address);
  return entry && !entry->kind;
}

AddressType Routing::address_type(const IpAddress& address) const {
  if (is_local(address)) return AddressType::local;
  if (address.is_v4() && address.to_v4() == boost::asio::ip::address_v4::broadcast()) {
    return AddressType::broadcast;
  }
  for (const Interface& interface : node_.interfaces) {
    for (const Prefix& own : interface.addresses) {
      if (is_broadcast_of(own, address)) return AddressType::broadcast;
    }
  }
  return AddressType::unicast;
}

}  // namespace edge
