// Where a hub keeps what outlives it. This one keeps nothing: a scenario's hub ends with it.
#pragma once

#include "simulator/hub/arrivals.hpp"
#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/device_state.hpp"

namespace edge::sim {

/// Each call returns once what it was given would survive the process; errors are exceptions that
/// name the file.
class HubStore {
 public:
  virtual ~HubStore() = default;
  virtual void save_registry(const DeviceRegistry&) {}
  virtual void save_state(const Identity&, const DeviceState&) {}
  virtual void forget_state(const Identity&) {}
  /// Before the device is told that its message was accepted.
  virtual void append(const Arrival&) {}
};

}  // namespace edge::sim
