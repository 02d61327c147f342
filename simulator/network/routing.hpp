// The routing decision of one node: policy rules, tables, longest prefix, source address. A value
// compiled from a Node; nothing in it changes when packets pass.
#pragma once

#include <optional>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge {

/// What a look-up needs of a packet.
struct FlowKey {
  IpAddress destination;
  std::optional<IpAddress> source;  // absent: not chosen yet; matches no source selector
  std::uint32_t mark = 0;
};

struct RouteDecision {
  enum class Kind { local, unicast, unreachable, prohibit, blackhole, none };

  Kind kind = Kind::none;
  const Interface* interface = nullptr;  // set for unicast
  std::optional<IpAddress> gateway;      // absent: on link
  std::optional<IpAddress> preferred_source;

  bool usable() const { return kind == Kind::local || kind == Kind::unicast; }
  /// What a local sender gets (fib_props[], net/ipv4/fib_semantics.c); clear when usable.
  ErrorCode error() const;
};

class Routing {
 public:
  /// Keeps pointers into `node`, which must outlive this object unchanged. A route of the topology
  /// wins over the connected one of equal prefix and metric, as after `ip route replace`.
  explicit Routing(const Node& node);

  RouteDecision lookup(const FlowKey& flow) const;

  /// The address a packet without one is given (inet_select_addr(), net/ipv4/devinet.c): the
  /// route's own, else the interface's address in the gateway's network, else its first one, else
  /// any of the node's. Absent: the node has no address of this family.
  std::optional<IpAddress> source_for(const RouteDecision& decision,
                                      const IpAddress& destination) const;
  std::optional<IpAddress> interface_address(const Interface& interface,
                                             const IpAddress& next_hop) const;

  bool is_local(const IpAddress& address) const;
  AddressType address_type(const IpAddress& address) const;

 private:
  struct Entry {
    Prefix destination;
    int metric = 0;
    bool connected = false;
    std::optional<RouteKind> kind;  // absent: local
    const Interface* interface = nullptr;
    std::optional<IpAddress> gateway;
    std::optional<IpAddress> source;
  };
  struct Table {
    int id = 0;
    std::vector<Entry> entries;  // best first
  };

  void add_addresses(const Node& node);
  void add_routes(const Node& node);
  void add_rules(const Node& node);
  std::vector<Entry>& table(int id);
  const Table* find_table(int id) const;
  const Entry* best_entry(int id, const IpAddress& destination) const;

  const Node& node_;
  std::vector<Table> tables_;
  std::vector<PolicyRule> rules_;  // by priority, the implicit ones included
};

}  // namespace edge
