#include "simulator/network/connection_table.hpp"

#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

using Phase = Connection::Phase;
using namespace std::chrono_literals;

constexpr Duration kSweepInterval = 1s;

/// nf_conntrack_*_timeout* (nf_conntrack-sysctl.rst); one value stands for several where the kernel
/// splits hairs between its TCP states.
Duration lifetime(const Connection& connection, const TrackingSettings& settings) {
  if (connection.original.protocol == Protocol::udp) return connection.seen_reply ? 120s : 30s;
  switch (connection.phase) {
    case Phase::opening: return connection.seen_reply ? 60s : 120s;
    case Phase::established: return settings.established;
    case Phase::closing: return 120s;
    case Phase::closed: break;
  }
  return 10s;
}

/// A connection may also be met half-way, but not by its end.
bool can_begin(const Packet& packet, bool loose) {
  const auto* tcp = std::get_if<TcpSegment>(&packet.payload);
  if (!tcp || opens(*tcp)) return true;
  return loose && tcp->ack && !tcp->syn && !tcp->fin && !tcp->rst;
}

void follow_tcp(Connection& connection, const TcpSegment& segment, bool reply) {
  if (segment.rst) {
    connection.phase = Phase::closed;
  } else if (segment.fin) {
    connection.phase = Phase::closing;
  } else if (connection.phase == Phase::opening && segment.ack && !segment.syn && !reply) {
    connection.phase = Phase::established;
  }
}

void combine(std::size_t& seed, std::size_t value) {
  seed ^= value + 0x9e3779b97f4a7c15u + (seed << 6) + (seed >> 2);
}

}  // namespace

Tuple tuple_of(const Packet& packet) {
  return {protocol_of(packet), source_of(packet), destination_of(packet)};
}

Tuple tuple_of(const QuotedPacket& quoted) {
  return {quoted.protocol,
          {quoted.source, quoted.source_port},
          {quoted.destination, quoted.destination_port}};
}

Tuple inverse(const Tuple& tuple) { return {tuple.protocol, tuple.destination, tuple.source}; }

std::size_t TupleHash::operator()(const Tuple& tuple) const {
  std::size_t seed = static_cast<std::size_t>(tuple.protocol);
  for (const Endpoint* endpoint : {&tuple.source, &tuple.destination}) {
    combine(seed, std::hash<IpAddress>{}(endpoint->address));
    combine(seed, endpoint->port);
  }
  return seed;
}

Tracked related_to(const Tracked& tracked) {
  if (!tracked.connection) return {};
  return {tracked.connection, !tracked.reply, ConnectionState::related};
}

std::shared_ptr<Connection> ConnectionTable::find(const Tuple& tuple, Instant now) {
  const auto found = by_tuple_.find(tuple);
  if (found == by_tuple_.end()) return nullptr;
  auto connection = found->second;
  if (connection->expires > now) return connection;
  erase(connection);
  return nullptr;
}

/// The quote shows a packet on its way out of here, so an answer to it would carry the inverse.
Tracked ConnectionTable::track_error(const IcmpMessage& message, Instant now) {
  const Tuple answer = inverse(tuple_of(message.quoted));
  auto connection = find(answer, now);
  if (!connection) return {};
  const bool reply = connection->reply == answer;
  return {std::move(connection), reply, ConnectionState::related};
}

Tracked ConnectionTable::track(const Packet& packet, Instant now) {
  if (const auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) return track_error(*icmp, now);
  const auto* tcp = std::get_if<TcpSegment>(&packet.payload);
  const Tuple tuple = tuple_of(packet);
  auto connection = find(tuple, now);
  const bool over = connection && connection->phase >= Phase::closing;
  if (over && tcp && opens(*tcp) && connection->original == tuple) {
    erase(connection);  // the same ports are used again
    connection = nullptr;
  }
  if (!connection) {
    if (!can_begin(packet, settings_.loose)) return {};
    connection = std::make_shared<Connection>();
    connection->original = tuple;
    connection->reply = inverse(tuple);
    if (tcp && !tcp->syn) connection->phase = Phase::established;
    connection->expires = now + lifetime(*connection, settings_);
    return {std::move(connection), false, ConnectionState::fresh};
  }
  const bool reply = connection->original != tuple;
  connection->seen_reply |= reply;
  if (tcp) follow_tcp(*connection, *tcp, reply);
  connection->expires = now + lifetime(*connection, settings_);
  const auto state =
      connection->seen_reply ? ConnectionState::established : ConnectionState::fresh;
  return {std::move(connection), reply, state};
}

bool ConnectionTable::confirm(const Tracked& tracked, Instant now) {
  const auto& connection = tracked.connection;
  if (!connection || connection->confirmed) return true;
  if (size() >= limit_ && now >= last_sweep_ + kSweepInterval) {
    last_sweep_ = now;
    erase_if([now](const Connection& old) { return old.expires <= now; });
  }
  if (size() >= limit_ || !is_free(connection->reply)) return false;
  if (!by_tuple_.emplace(connection->original, connection).second) return false;
  // A connection of a socket with itself has one tuple for both directions.
  by_tuple_.emplace(connection->reply, connection);
  connection->confirmed = true;
  return true;
}

bool ConnectionTable::is_free(const Tuple& reply) const { return !by_tuple_.contains(reply); }

void ConnectionTable::erase(const std::shared_ptr<Connection>& connection) {
  by_tuple_.erase(connection->original);
  by_tuple_.erase(connection->reply);
}

void ConnectionTable::erase_if(const std::function<bool(const Connection&)>& gone) {
  std::erase_if(by_tuple_, [&](const auto& entry) { return gone(*entry.second); });
}

}  // namespace edge
