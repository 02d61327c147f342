// What a hub tells whoever watches it: arrivals, messages either way, frames. Not what it counts
// (HubObservations), and nothing secret.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "simulator/hub/telemetry_log.hpp"

namespace edge::sim {

/// One message that went either way. No secrets.
struct HubMessage {
  WallTime at{};  // by the hub's clock
  Identity identity;  // empty: not known
  bool to_device = false;
  std::string what;  // "telemetry", "cloud-message", "method reboot", "twin PATCH", "token 200 OK"
  std::string body;  // raw
};

/// Each may be empty.
struct HubWatcher {
  std::function<void(const Arrival&)> on_arrival;
  std::function<void(const HubMessage&)> on_message;
  /// A protocol's frame in words, "0 <- open [...]", of the connection with this number.
  std::function<void(std::uint64_t connection, const std::string& line)> on_frame;
};

}  // namespace edge::sim
