// A client's session with a hub, over whichever protocol, as the hub's core sees it: something that
// can be ended, and woken because there is something to send. Not which session serves which
// identity: device_sessions.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {

class DeviceSession {
 public:
  virtual ~DeviceSession() = default;
  /// Ends, with `why`, soon.
  virtual void end(const HubErrorRow& why) = 0;
  /// Serves `identity` no longer, with `why`; its client has to show anew that it may use it.
  virtual void revoke(const Identity& identity, const HubErrorRow& why) = 0;
  /// Something waits for `identity`: a cloud message or a method call.
  virtual void wake(const Identity& identity) = 0;
  /// The desired half of its twin changed by `patch`, JSON with its new $version.
  virtual void desired_changed(const Identity& identity, const std::string& patch) = 0;
  /// Those that its client may use, or that it has served.
  virtual std::vector<Identity> identities() const = 0;
  /// Whether its client takes method calls for `identity`.
  virtual bool takes_methods(const Identity& identity) const = 0;
  /// Whether a cloud message of `identity` has been sent to its client and is not settled.
  virtual bool is_in_flight(const Identity& identity, std::uint64_t sequence) const = 0;
};

}  // namespace edge::sim
