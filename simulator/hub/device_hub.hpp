// A hub without any protocol: what it knows of identities, what they send and are sent, and whose
// session serves them. The nodes of AMQP, a control endpoint and tests act on it alike; sessions of
// protocols (amqp/) are device sessions to it. Not the ports it listens on: hub.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "common/world/alarm.hpp"
#include "simulator/hub/buffer_account.hpp"
#include "simulator/hub/cloud_message_queue.hpp"
#include "simulator/hub/device_records.hpp"
#include "simulator/hub/device_sessions.hpp"
#include "simulator/hub/device_twins.hpp"
#include "simulator/hub/hub_behaviour.hpp"
#include "simulator/hub/hub_limits.hpp"
#include "simulator/hub/hub_watcher.hpp"
#include "simulator/hub/message_numbers.hpp"
#include "simulator/hub/method_calls.hpp"
#include "simulator/hub/telemetry_log.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

class DeviceHub {
 public:
  /// `world` must outlive it. `behaviour` is for new connections and may be null until one comes.
  DeviceHub(World& world, std::shared_ptr<HubBehaviour> behaviour, const HubLimits& limits = {});
  DeviceHub(const DeviceHub&) = delete;
  DeviceHub& operator=(const DeviceHub&) = delete;

  World& world() { return world_; }
  AlarmClock& alarms() { return alarms_; }
  const HubLimits& limits() const { return limits_; }
  void set_limits(const HubLimits& limits) { limits_ = limits; }
  /// Of new connections; those that stand keep theirs.
  const std::shared_ptr<HubBehaviour>& behaviour() const { return behaviour_; }
  void set_behaviour(std::shared_ptr<HubBehaviour> now) { behaviour_ = std::move(now); }
  /// The hub's own clock, as new connections see it or as those with another behaviour do.
  WallTime clock() const { return clock(*behaviour_); }
  WallTime clock(const HubBehaviour& which) const;

  // Who there is and what is known of them, who is connected, what is sent either way.
  DeviceRecords& records() { return records_; }
  const DeviceRegistry& registry() const { return records_.registry(); }
  const std::map<Identity, DeviceState>& states() const { return records_.states(); }
  DeviceSessions& sessions() { return sessions_; }
  const DeviceSessions& sessions() const { return sessions_; }
  TelemetryLog& telemetry() { return telemetry_; }
  CloudMessageQueue& cloud_messages() { return cloud_messages_; }
  DeviceTwins& twins() { return twins_; }
  MethodCalls& methods() { return methods_; }
  BufferPool& buffers() { return buffers_; }

  /// Adds or replaces all of `devices`; credentials_changed() for those that were there and are now
  /// different.
  void put(const std::vector<DeviceSpec>& devices);
  /// A device's modules go with it, and what any of them left behind.
  void remove(const Identity& identity);
  /// To be called when an identity was disabled, deleted or given other credentials: its sessions,
  /// and those of its modules, serve it no longer, with the reason that the registry now gives, and
  /// what a deleted one left behind is forgotten.
  void credentials_changed(const Identity& identity);

  /// Keeps what a device has sent, at the time of a hub that behaves as `which`; its number is
  /// given here. It survives the hub's process after the next commit(), before which the device
  /// must not be told.
  void take_telemetry(const HubBehaviour& which, Arrival&& arrival);
  void commit() { records_.store().commit(); }

  HubObservations& observations() { return observations_; }
  HubWatcher& watcher() { return watcher_; }
  bool is_watched() const { return bool(watcher_.on_message); }
  /// For whoever watches, as a hub that behaves as `which`.
  void note(const HubBehaviour& which, const Identity& identity, bool to_device,
            std::string_view what, std::string_view body = {}) const;
  /// Numbers connections for whoever watches their frames.
  std::uint64_t number_connection() { return ++last_connection_; }

 private:
  World& world_;
  AlarmClock alarms_{world_};
  std::shared_ptr<HubBehaviour> behaviour_;
  HubLimits limits_;
  DeviceRecords records_;
  DeviceSessions sessions_;
  TelemetryLog telemetry_;
  NumberedTelemetry numbered_;
  CloudMessageQueue cloud_messages_;
  DeviceTwins twins_;
  MethodCalls methods_;
  BufferPool buffers_{limits_};
  HubObservations observations_;
  HubWatcher watcher_;
  std::uint64_t last_connection_ = 0;
};

}  // namespace edge::sim
