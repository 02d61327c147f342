// Where a hub keeps what outlives it. This one keeps nothing: a scenario's hub ends with it.
#pragma once

#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/device_state.hpp"
#include "simulator/hub/telemetry_log.hpp"

namespace edge::sim {

/// Each call but append() returns once what it was given would survive the process; errors are
/// exceptions that name the file.
class HubStore {
 public:
  virtual ~HubStore() = default;
  virtual void save_registry(const DeviceRegistry&) {}
  virtual void save_state(const Identity&, const DeviceState&) {}
  virtual void forget_state(const Identity&) {}
  /// Survives with the next commit(): many that arrive together are written together.
  virtual void append(const Arrival&) {}
  /// Before any device is told that its message was accepted.
  virtual void commit() {}
};

}  // namespace edge::sim
