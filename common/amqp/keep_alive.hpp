// When one end of a connection must say something, and when its peer has been silent for too long
// (AMQP 1.0 part 2, section 2.4.5), as the agent's stack and the hub's have it: heartbeats after
// 7/8 of the peer's idle time-out (azure-amqp, AmqpConnection.cs). Proton's own
// (pn_transport_tick) comes at half of it.
#pragma once

#include <proton/types.h>

#include <optional>

#include "common/base/bytes.hpp"
#include "common/world/time.hpp"

namespace edge {

/// An empty frame.
inline constexpr std::uint8_t kHeartbeat[] = {0, 0, 0, 8, 2, 0, 0, 0};

class KeepAlive {
 public:
  /// Without `heartbeats` none is ever due.
  KeepAlive(Instant begun, bool heartbeats)
      : sent_(begun), received_(begun), heartbeats_(heartbeats) {}

  KeepAlive begun_anew(Instant now) const { return {now, heartbeats_}; }

  void sent(Instant now) { sent_ = now; }
  void received(Instant now) { received_ = now; }

  /// When a heartbeat is due if nothing else is sent. None unless our OPEN is out, the peer's asks
  /// for them, and neither side has closed.
  std::optional<Instant> heartbeat(pn_connection_t* connection) const;
  /// When the peer's silence lasts too long. None if nothing limits it, or we have closed.
  std::optional<Instant> silence(pn_connection_t* connection) const;

 private:
  Instant sent_, received_;
  bool heartbeats_;
};

}  // namespace edge
