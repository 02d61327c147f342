#include "simulator/hub/device_hub.hpp"

#include <utility>

#include "simulator/hub/registry_refusal.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {

DeviceHub::DeviceHub(World& world, std::shared_ptr<HubBehaviour> behaviour,
                     const HubLimits& limits)
    : world_(world),
      behaviour_(std::move(behaviour)),
      limits_(limits),
      cloud_messages_(world_, [this] { return clock(); }, limits_, records_, sessions_),
      twins_(limits_, records_, sessions_),
      methods_(world_, limits_, records_.registry(), sessions_) {}

WallTime DeviceHub::clock(const HubBehaviour& which) const {
  return world_.wall() + which.service->clock_offset;
}

void DeviceHub::put(const std::vector<DeviceSpec>& devices) {
  std::vector<Identity> changed;
  for (const auto& device : devices) {
    const DeviceSpec* before = registry().find(identity_of(device));
    if (before && *before != device) changed.push_back(identity_of(device));
  }
  records_.change_registry([&](DeviceRegistry& registry) {
    for (const auto& device : devices) registry.put(device);
  });
  for (const auto& identity : changed) credentials_changed(identity);
}

void DeviceHub::remove(const Identity& identity) {
  records_.change_registry([&](DeviceRegistry& registry) { registry.erase(identity); });
  credentials_changed(identity);
}

void DeviceHub::credentials_changed(const Identity& identity) {
  const auto concerns = [&](const Identity& other) {
    return other == identity ||
           (identity.module_id.empty() && other.device_id == identity.device_id);
  };
  for (DeviceSession* session : sessions_.all()) {
    for (const Identity& other : session->identities()) {
      if (!concerns(other)) continue;
      const HubErrorRow* why = registry_refusal(registry(), other);
      session->revoke(other, why ? *why : hub_error(401003));
    }
  }
  methods_.withdraw([&](const Identity& other) {
    return concerns(other) && registry_refusal(registry(), other);
  });
  records_.forget_states([&](const Identity& other) {
    return concerns(other) && !registry().find(other);
  });
}

void DeviceHub::take_telemetry(const HubBehaviour& which, Arrival&& arrival) {
  arrival.at = clock(which);
  const Arrival& kept = telemetry_.add(std::move(arrival));
  ++observations_.messages;
  numbered_.take(kept.from, kept);
  observations_.lost = numbered_.lost();
  records_.store().append(kept);
  note(which, kept.from, false, "telemetry", kept.body);
  if (watcher_.on_arrival) watcher_.on_arrival(kept);
}

void DeviceHub::note(const HubBehaviour& which, const Identity& identity, bool to_device,
                     std::string_view what, std::string_view body) const {
  if (!watcher_.on_message) return;
  watcher_.on_message({clock(which), identity, to_device, std::string(what), std::string(body)});
}

}  // namespace edge::sim
