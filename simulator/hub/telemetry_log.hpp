// What devices have sent to a hub: the newest are kept for whoever asks, each with a number.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "common/world/event.hpp"
#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/message_fields.hpp"

namespace edge::sim {

/// One telemetry message.
struct Arrival : MessageFields {
  std::string body;            // as sent
  Identity from;
  WallTime at{};               // by the hub's clock
  std::uint64_t sequence = 0;  // 1, 2, 3, ...
  bool operator==(const Arrival&) const = default;
};

class TelemetryLog {
 public:
  /// The newest `kept` messages, or fewer where those have more than `kept_bytes`.
  explicit TelemetryLog(std::size_t kept = 10'000, std::size_t kept_bytes = 64 << 20)
      : kept_(kept), kept_bytes_(kept_bytes) {}

  /// Numbers `arrival` and keeps it, in place of the oldest if there are too many.
  const Arrival& add(Arrival&& arrival);
  /// As an earlier run numbered it; later ones go on from there. In order, before any add().
  void restore(Arrival&& arrival);
  const std::deque<Arrival>& newest() const { return arrivals_; }
  std::uint64_t last() const { return last_; }
  std::size_t kept() const { return kept_; }
  /// Set by each message; for one who waits to reset.
  Event& more() { return more_; }

 private:
  std::size_t kept_, kept_bytes_;
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;
  std::deque<Arrival> arrivals_;
  Event more_;
};

}  // namespace edge::sim
