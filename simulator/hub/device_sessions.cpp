#include "simulator/hub/device_sessions.hpp"

#include <utility>

namespace edge::sim {

bool DeviceSessions::serve(const Identity& identity, DeviceSession& session) {
  DeviceSession* older = std::exchange(served_[identity], &session);
  if (older == &session) return false;
  if (older) older->end(hub_error(400027));
  return !known_.insert(identity).second;
}

void DeviceSessions::release(const Identity& identity, const DeviceSession& session) {
  const auto found = served_.find(identity);
  if (found != served_.end() && found->second == &session) served_.erase(found);
}

DeviceSession* DeviceSessions::find(const Identity& identity) const {
  const auto found = served_.find(identity);
  return found == served_.end() ? nullptr : found->second;
}

}  // namespace edge::sim
