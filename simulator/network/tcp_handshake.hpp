// When the SYN or SYN+ACK of one TCP connection is sent again, when that is given up, and which
// round trip it measures (RFC 6298; tcp_syn_retries, tcp_synack_retries, ip-sysctl.rst). Not for
// the segments themselves: tcp_connection sends them.
#pragma once

#include <optional>

#include "common/world/time.hpp"
#include "simulator/network/rtt_estimator.hpp"
#include "simulator/topology/topology.hpp"

namespace edge {

class TcpHandshake {
 public:
  /// A SYN is sent now.
  static TcpHandshake active(Instant now, const SynSchedule& schedule);
  /// A SYN+ACK is sent now.
  static TcpHandshake passive(Instant now);

  /// How long to wait for the answer to what was sent last.
  Duration rto() const { return RttEstimator{}.rto(backoff()); }
  /// Counts one more retransmission; false if no more are allowed.
  bool retransmit();
  unsigned retransmissions() const { return retransmissions_; }
  /// Doublings of the time-out; those of a SYN begin after the linear part of its schedule
  /// (tcp_syn_linear_timeouts).
  unsigned backoff() const;

  /// The answer has come, to what was sent at `answered`. Without that it is no sample when
  /// something was sent twice (Karn's rule).
  RttEstimator complete(Instant now, std::optional<Instant> answered = {}) const;

 private:
  TcpHandshake(Instant now, unsigned linear, unsigned allowed)
      : begun_(now), linear_(linear), allowed_(allowed) {}

  Instant begun_;
  unsigned linear_;   // retransmissions without a doubling
  unsigned allowed_;  // retransmissions
  unsigned retransmissions_ = 0;
};

}  // namespace edge
