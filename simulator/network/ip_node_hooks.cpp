#include <boost/asio/ip/address.hpp>

#include "simulator/network/ip_node.hpp"
#include "simulator/network/nat.hpp"

namespace edge {

IpNode::Verdict IpNode::run_hook(Hook hook, Flight& flight) {
  for (const Chain& chain : filter_->chains(hook)) {
    Verdict verdict = Verdict::accept;
    switch (chain.kind) {
      case Chain::Kind::track:
        // A looped-back packet keeps what the output hook found.
        if (!flight.tracked.connection) {
          flight.tracked = connections_.track(flight.packet, loop_.now());
        }
        break;
      case Chain::Kind::filter: verdict = run_chain(chain, flight); break;
      case Chain::Kind::destination_nat:
      case Chain::Kind::source_nat: verdict = run_nat(chain, flight); break;
    }
    if (verdict == Verdict::drop) return verdict;
  }
  return Verdict::accept;
}

IpNode::Verdict IpNode::run_chain(const Chain& chain, Flight& flight) {
  for (const Rule& rule : chain.rules) {
    if (!matches(rule.match, {flight.packet, flight.in, flight.out, flight.tracked, *routing_})) {
      continue;
    }
    auto& connection = flight.tracked.connection;
    if (std::holds_alternative<Accept>(rule.action)) return Verdict::accept;
    if (std::holds_alternative<Drop>(rule.action)) return Verdict::drop;
    if (const auto* answer = std::get_if<Reject>(&rule.action)) {
      reject(flight, answer->kind);
      return Verdict::drop;
    }
    if (const auto* set = std::get_if<SetMark>(&rule.action)) {
      flight.packet.mark = set->mark;
    } else if (std::holds_alternative<SaveMark>(rule.action)) {
      if (connection) connection->mark = flight.packet.mark;
    } else if (std::holds_alternative<RestoreMark>(rule.action)) {
      if (connection) flight.packet.mark = connection->mark;
    } else if (const auto* nat = std::get_if<DestinationNat>(&rule.action)) {
      bind_destination(*connection, nat->to);
      return Verdict::accept;
    } else if (std::holds_alternative<Masquerade>(rule.action)) {
      return masquerade(flight) ? Verdict::accept : Verdict::drop;
    }
  }
  return Verdict::accept;
}

/// Rules decide about the first packet only; what they decided holds for all.
IpNode::Verdict IpNode::run_nat(const Chain& chain, Flight& flight) {
  const auto& connection = flight.tracked.connection;
  if (!connection) return Verdict::accept;
  const bool source = chain.kind == Chain::Kind::source_nat;
  const bool elsewhere = source && flight.out && !flight.tracked.reply &&
                         flight.tracked.state != ConnectionState::related &&
                         !connection->masqueraded_on.empty() &&
                         connection->masqueraded_on != flight.out->name;
  if (elsewhere) {
    // The route has changed under a masqueraded connection: it begins anew with the next packet
    // (nf_nat_oif_changed(), net/netfilter/nf_nat_core.c).
    connections_.erase(connection);
    return Verdict::drop;
  }
  const bool bound = source ? connection->source_bound : connection->destination_bound;
  const bool first = !connection->confirmed && flight.tracked.state == ConnectionState::fresh;
  if (first && !bound && bind(chain, flight) == Verdict::drop) return Verdict::drop;
  if (source) {
    translate_source(flight.packet, flight.tracked);
  } else {
    translate_destination(flight.packet, flight.tracked);
  }
  return Verdict::accept;
}

IpNode::Verdict IpNode::bind(const Chain& chain, Flight& flight) {
  if (run_chain(chain, flight) == Verdict::drop) return Verdict::drop;
  Connection& connection = *flight.tracked.connection;
  if (chain.kind == Chain::Kind::destination_nat) {
    connection.destination_bound = true;
    return Verdict::accept;
  }
  if (connection.source_bound) return Verdict::accept;
  // Untranslated, but answers must still not be taken for those of another connection.
  const IpAddress own = connection.reply.destination.address;
  return bind_source(connection, own, connections_) ? Verdict::accept : Verdict::drop;
}

bool IpNode::masquerade(Flight& flight) {
  if (flight.route.kind != RouteDecision::Kind::unicast) return true;
  RouteDecision way = flight.route;
  way.preferred_source.reset();  // nf_nat_masquerade_ipv4() asks the device, not the route
  if (!way.gateway) way.gateway = flight.packet.destination;
  const auto address = routing_->source_for(way, flight.packet.destination);
  Connection& connection = *flight.tracked.connection;
  if (!address || !bind_source(connection, *address, connections_)) return false;
  connection.masqueraded_on = flight.out->name;
  return true;
}

bool IpNode::confirm(const Flight& flight) {
  const bool first = flight.tracked.connection && !flight.tracked.reply;
  return !first || connections_.confirm(flight.tracked, loop_.now());
}

}  // namespace edge
