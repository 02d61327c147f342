// What `edgesim hub` shows of its traffic: one line per message or frame, for people to read; for
// programs, one line of JSON per telemetry message. Token and SASL responses never get here.
#pragma once

#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

/// "12:03:04.120 edge-1/$edgeAgent -> telemetry 21 bytes {"temperature": 21.5}", in UTC by the
/// hub's clock. The arrow points from the device to the hub, or back; who shows no identity is
/// "client". Bodies are cut to 1 KiB.
std::string line_of(const HubMessage& message);

/// The same of a frame in words: "0 <- open [...]" becomes
/// "12:03:04.120 client 3 channel 0 -> open [...]".
std::string line_of_frame(WallTime at, std::uint64_t connection, std::string_view frame);

struct HubWatch {
  bool messages = false;  // in words
  bool json = false;      // telemetry as JSON, in the form of the control endpoint
  bool frames = false;
};

/// Gives `print` a line, with its newline, for everything that `watch` names. `hub` must be the
/// one that calls.
void watch_hub(DeviceHub& hub, const HubWatch& watch,
               const std::function<void(const std::string&)>& print);

}  // namespace edge::sim
