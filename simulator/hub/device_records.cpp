#include "simulator/hub/device_records.hpp"

#include <utility>

namespace edge::sim {

void DeviceRecords::change_registry(const std::function<void(DeviceRegistry&)>& change) {
  DeviceRegistry changed = registry_;
  change(changed);
  store_->save_registry(changed);
  registry_ = std::move(changed);
}

DeviceState DeviceRecords::state_of(const Identity& identity) const {
  const auto found = states_.find(identity);
  return found == states_.end() ? DeviceState{} : found->second;
}

const DeviceState& DeviceRecords::keep(const Identity& identity, DeviceState state) {
  store_->save_state(identity, state);
  return states_[identity] = std::move(state);
}

void DeviceRecords::restore(const Identity& identity, DeviceState state) {
  states_[identity] = std::move(state);
}

DeviceState* DeviceRecords::find_state(const Identity& identity) {
  const auto found = states_.find(identity);
  return found == states_.end() ? nullptr : &found->second;
}

void DeviceRecords::save_state(const Identity& identity) {
  const auto found = states_.find(identity);
  if (found != states_.end()) store_->save_state(identity, found->second);
}

void DeviceRecords::forget_states(const std::function<bool(const Identity&)>& gone) {
  for (auto state = states_.begin(); state != states_.end();) {
    const Identity identity = state->first;
    if (!gone(identity)) {
      ++state;
      continue;
    }
    store_->forget_state(identity);
    state = states_.erase(state);
  }
}

}  // namespace edge::sim
