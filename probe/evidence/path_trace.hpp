// Where a connection dies: SYNs with a limited TTL to the very port, each one a connect() that
// needs no privilege (Linux >= 5.8 queues the ICMP errors of a connecting socket). At most three
// are in flight, so that no SYN-flood alarm is raised and the attempt itself is not disturbed.
#pragma once

#include <string>

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge::probe {

struct PathTraceOptions {
  int max_ttl = 30;
  int in_flight = 3;
  int silent_hops_to_stop = 4;              // this many silent hops in a row end the trace
  /// Covers two retransmitted SYNs, and a router's search for a neighbour that is not there.
  /// Once the end is known, nearer hops get so many times its round trip, 50 ms at least. Absent:
  /// the whole of `per_hop`.
  std::optional<int> round_trips_to_settle{};
  Duration per_hop = std::chrono::milliseconds{3500};
};

/// Traces towards `target`; ends at the first hop that accepts, resets or refuses.
Awaitable<PathDetail> trace_path(World& world, Endpoint target, std::string subject,
                                 PathTraceOptions options = {});

}  // namespace edge::probe
