// The messages from the cloud that wait for an identity: queued in order, given to the session that
// serves it, kept until its client has settled them. Not how a protocol writes or settles one.
#pragma once

#include <functional>

#include "common/world/world.hpp"
#include "simulator/hub/call_error.hpp"
#include "simulator/hub/device_records.hpp"
#include "simulator/hub/device_sessions.hpp"
#include "simulator/hub/hub_limits.hpp"

namespace edge::sim {

class CloudMessageQueue {
 public:
  /// `clock` is the hub's own. All must outlive this object.
  CloudMessageQueue(World& world, std::function<WallTime()> clock, const HubLimits& limits,
                    DeviceRecords& records, const DeviceSessions& sessions);

  /// Queues `message` and wakes whoever serves `identity`. Its enqueued, sequence and deliveries
  /// are set here; an empty id becomes a GUID. Gives it as queued.
  /// Errors: unknown_identity, queue_full, too_large.
  Result<CloudMessage> enqueue(const Identity& identity, CloudMessage message);

  /// What a session did with a message.
  enum class Sent {
    not_now,    // its client takes no more at present
    in_flight,  // its client has to settle it
    settled,    // its client has the only copy
  };
  /// Gives `send`, in order, the messages for `identity` that are not in flight on `session`, for
  /// as long as it takes them; then their deliveries are saved.
  void deliver(const Identity& identity, const DeviceSession& session,
               const std::function<Sent(const CloudMessage&)>& send);
  /// The client has accepted or rejected a message: it is removed. False if nothing is known of
  /// `identity`.
  bool settle(const Identity& identity, std::uint64_t sequence);

 private:
  bool drop_dead(const Identity& identity, DeviceState& state) const;

  World& world_;
  std::function<WallTime()> clock_;
  const HubLimits& limits_;
  DeviceRecords& records_;
  const DeviceSessions& sessions_;
};

}  // namespace edge::sim
