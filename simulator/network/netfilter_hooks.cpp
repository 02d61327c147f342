#include "simulator/network/netfilter_hooks.hpp"

#include <boost/asio/ip/address.hpp>

#include "common/base/check.hpp"
#include "simulator/network/nat.hpp"

namespace edge {
namespace {

constexpr HookVerdict kAccepted{true, std::nullopt};
constexpr HookVerdict kDropped{false, std::nullopt};

/// The route has changed under a masqueraded connection (nf_nat_oif_changed(),
/// net/netfilter/nf_nat_core.c).
bool leaves_elsewhere(const PacketContext& context) {
  const Tracked& tracked = context.tracked;
  if (!context.out || tracked.reply || tracked.state == ConnectionState::related) return false;
  const std::string& interface = tracked.connection->masqueraded_on;
  return !interface.empty() && interface != context.out->name;
}

}  // namespace

void NetfilterHooks::configure(const std::vector<Rule>& rules, const Routing& routing,
                               const TrackingSettings& tracking) {
  connections_.configure(tracking);
  filter_ = FilterEngine(rules);
  routing_ = &routing;
  // Masqueraded connections end with the address they used (nf_nat_masquerade.c).
  connections_.erase_if([&routing](const Connection& connection) {
    return !connection.masqueraded_on.empty() &&
           !routing.is_local(connection.reply.destination.address);
  });
}

HookVerdict NetfilterHooks::run(Hook hook, PacketContext& context, Instant now) {
  for (const Chain& chain : filter_.chains(hook)) {
    HookVerdict verdict;
    switch (chain.kind) {
      case Chain::Kind::track:
        // A looped-back packet keeps what the output hook found.
        if (!context.tracked.connection) context.tracked = connections_.track(context.packet, now);
        break;
      case Chain::Kind::filter: verdict = run_chain(chain, context); break;
      case Chain::Kind::destination_nat:
      case Chain::Kind::source_nat: verdict = run_nat(chain, context); break;
    }
    if (!verdict.accepted) return verdict;
  }
  return kAccepted;
}

HookVerdict NetfilterHooks::run_chain(const Chain& chain, PacketContext& context) {
  for (const Rule& rule : chain.rules) {
    if (!matches(rule.match, context, *routing_)) continue;
    auto& connection = context.tracked.connection;
    if (std::holds_alternative<Accept>(rule.action)) return kAccepted;
    if (std::holds_alternative<Drop>(rule.action)) return kDropped;
    if (const auto* reject = std::get_if<Reject>(&rule.action)) return {false, reject->kind};
    if (const auto* set = std::get_if<SetMark>(&rule.action)) {
      context.packet.mark = set->mark;
    } else if (std::holds_alternative<SaveMark>(rule.action)) {
      if (connection) connection->mark = context.packet.mark;
    } else if (std::holds_alternative<RestoreMark>(rule.action)) {
      if (connection) context.packet.mark = connection->mark;
    } else if (const auto* nat = std::get_if<DestinationNat>(&rule.action)) {
      CHECK(connection);  // validate.hpp: only in a NAT chain
      bind_destination(*connection, nat->to);
      return kAccepted;
    } else if (std::holds_alternative<Masquerade>(rule.action)) {
      return masquerade(context) ? kAccepted : kDropped;
    }
  }
  return kAccepted;
}

/// Rules decide about the first packet only; what they decided holds for all.
HookVerdict NetfilterHooks::run_nat(const Chain& chain, PacketContext& context) {
  const auto& connection = context.tracked.connection;
  if (!connection) return kAccepted;
  const bool source = chain.kind == Chain::Kind::source_nat;
  if (source && leaves_elsewhere(context)) {
    connections_.erase(connection);  // it begins anew with the next packet
    return kDropped;
  }
  const bool bound = source ? connection->source_bound : connection->destination_bound;
  const bool first = !connection->confirmed && context.tracked.state == ConnectionState::fresh;
  if (first && !bound) {
    const HookVerdict verdict = bind(chain, context);
    if (!verdict.accepted) return verdict;
  }
  if (source) {
    translate_source(context.packet, context.tracked);
  } else {
    translate_destination(context.packet, context.tracked);
  }
  return kAccepted;
}

HookVerdict NetfilterHooks::bind(const Chain& chain, PacketContext& context) {
  const HookVerdict verdict = run_chain(chain, context);
  if (!verdict.accepted) return verdict;
  Connection& connection = *context.tracked.connection;
  if (chain.kind == Chain::Kind::destination_nat) {
    connection.destination_bound = true;
    return kAccepted;
  }
  if (connection.source_bound) return kAccepted;
  // Untranslated, but answers must still not be taken for those of another connection.
  const IpAddress own = connection.reply.destination.address;
  return bind_source(connection, own, connections_) ? kAccepted : kDropped;
}

/// False when there is no address or no port left to take.
bool NetfilterHooks::masquerade(PacketContext& context) {
  if (context.route.kind != RouteDecision::Kind::unicast) return true;
  CHECK(context.tracked.connection);  // validate.hpp: only in a NAT chain
  RouteDecision route = context.route;
  route.preferred_source.reset();  // nf_nat_masquerade_ipv4() asks the device, not the route
  if (!route.gateway) route.gateway = context.packet.destination;
  const auto address = routing_->source_for(route, context.packet.destination);
  Connection& connection = *context.tracked.connection;
  if (!address || !bind_source(connection, *address, connections_)) return false;
  connection.masqueraded_on = context.out->name;
  return true;
}

bool NetfilterHooks::confirm(const PacketContext& context, Instant now) {
  const bool original = context.tracked.connection && !context.tracked.reply;
  return !original || connections_.confirm(context.tracked, now);
}

}  // namespace edge
