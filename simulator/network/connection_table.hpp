// Connection tracking of one node, as netfilter's conntrack: which packets belong together, in
// which state, and under which addresses they are known on either side of a translation (nat.hpp).
// TCP windows are not followed: a segment of a known connection is never `invalid`.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "common/world/time.hpp"
#include "simulator/network/packet.hpp"

namespace edge {

struct Tuple {
  Protocol protocol = Protocol::tcp;
  Endpoint source;
  Endpoint destination;
  bool operator==(const Tuple&) const = default;
};

Tuple tuple_of(const Packet& packet);
Tuple tuple_of(const QuotedPacket& quoted);
Tuple inverse(const Tuple& tuple);

struct TupleHash {
  std::size_t operator()(const Tuple& tuple) const;
};

struct Connection {
  enum class Phase { opening, established, closing, closed };

  Tuple original;  // of the first packet as it came in
  Tuple reply;     // of an answer as it comes in: the inverse of the translated first packet
  std::uint32_t mark = 0;
  bool seen_reply = false;
  bool confirmed = false;         // the first packet left the node or reached a local socket
  bool source_bound = false;      // source NAT decided, perhaps to change nothing
  bool destination_bound = false;
  std::string masqueraded_on;     // the interface whose address it took; empty: not masqueraded
  Phase phase = Phase::opening;
  Instant expires{};
};

/// What conntrack attached to one packet.
struct Tracked {
  std::shared_ptr<Connection> connection;  // absent: invalid
  bool reply = false;                      // travels against the first packet
  ConnectionState state = ConnectionState::invalid;
};

/// For an error or a reset that is sent back because of a tracked packet: it belongs to the same
/// connection, so that translations apply even if that packet was the first and never left
/// (nf_conntrack_attach(), nf_conntrack_core.c).
Tracked related_to(const Tracked& tracked);

/// nf_conntrack_tcp_timeout_established and nf_conntrack_tcp_loose (nf_conntrack-sysctl.rst).
struct TrackingSettings {
  Duration established = std::chrono::hours{24 * 5};
  bool loose = true;
};

class ConnectionTable {
 public:
  explicit ConnectionTable(std::size_t limit = 65536) : limit_(limit) {}

  /// They count from the next packet of each connection on.
  void configure(const TrackingSettings& settings) { settings_ = settings; }

  /// Finds or makes the connection of `packet`; updates its state and its expiry.
  Tracked track(const Packet& packet, Instant now);

  /// Enters the packet's connection. False when the table is full: the packet is then lost.
  bool confirm(const Tracked& tracked, Instant now);

  /// True if no answer with this tuple could be taken for another connection's.
  bool is_free(const Tuple& reply) const;

  void erase(const std::shared_ptr<Connection>& connection);
  void erase_if(const std::function<bool(const Connection&)>& gone);
  std::size_t size() const { return by_tuple_.size() / 2; }

 private:
  std::shared_ptr<Connection> find(const Tuple& tuple, Instant now);
  Tracked track_error(const IcmpMessage& message, Instant now);

  std::size_t limit_;
  TrackingSettings settings_;
  Instant last_sweep_{};
  std::unordered_map<Tuple, std::shared_ptr<Connection>, TupleHash> by_tuple_;
};

}  // namespace edge
