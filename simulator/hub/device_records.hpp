// What a hub knows of its identities: who there is, and of each its twin and the messages that wait
// for it. A store makes both outlive the hub. Not who is connected: device_sessions.hpp.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/device_state.hpp"
#include "simulator/hub/hub_store.hpp"

namespace edge::sim {

class DeviceRecords {
 public:
  HubStore& store() { return *store_; }
  void set_store(std::unique_ptr<HubStore> store) { store_ = std::move(store); }

  const DeviceRegistry& registry() const { return registry_; }
  /// As a topology or a file has it; it is not saved.
  void set_registry(DeviceRegistry registry) { registry_ = std::move(registry); }
  /// Saved before it is true, so that nobody sees what a restart would take back.
  void change_registry(const std::function<void(DeviceRegistry&)>& change);

  /// Of those identities that have any.
  const std::map<Identity, DeviceState>& states() const { return states_; }
  /// As made with the identity if nothing has changed it yet.
  DeviceState state_of(const Identity& identity) const;
  /// Gives `identity` this state; what cannot be saved has not happened.
  const DeviceState& keep(const Identity& identity, DeviceState state);
  /// As an earlier run saved it.
  void restore(const Identity& identity, DeviceState state);
  /// To be changed in place and then saved; null if `identity` has none.
  DeviceState* find_state(const Identity& identity);
  void save_state(const Identity& identity);
  /// What identities that `gone` names have left behind is forgotten.
  void forget_states(const std::function<bool(const Identity&)>& gone);

 private:
  DeviceRegistry registry_;
  std::map<Identity, DeviceState> states_;
  std::unique_ptr<HubStore> store_ = std::make_unique<HubStore>();
};

}  // namespace edge::sim
