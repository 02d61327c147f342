// What one AMQP connection has of its hub: the hub, and how it behaved when the connection began.
// Through it goes every condition that the connection sends and every line for whoever watches. Not
// the connection itself: hub_connection.hpp.
#pragma once

#include <memory>
#include <string_view>

#include "simulator/hub/amqp/amqp_personality.hpp"
#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

class ConnectionContext {
 public:
  ConnectionContext(std::shared_ptr<DeviceHub> hub, std::shared_ptr<HubBehaviour> behaviour)
      : hub_(std::move(hub)), behaviour_(std::move(behaviour)) {}

  DeviceHub& hub() const { return *hub_; }
  const HubBehaviour& behaviour() const { return *behaviour_; }
  const HubService& service() const { return *behaviour_->service; }
  const AmqpPersonality& personality() const;
  WallTime clock() const { return hub_->clock(*behaviour_); }

  /// A condition in the words of this hub's personality.
  AmqpCondition worded(const AmqpCondition& why) const;
  /// The error of hub_errors.hpp as this hub writes it; `words` in place of the row's own.
  AmqpCondition error(int code, std::string_view words = {}) const;

  /// For whoever watches.
  void note(const Identity& identity, bool to_device, std::string_view what,
            std::string_view body = {}) const;
  /// The same of something that the hub refuses or ends.
  void note_refusal(const Identity& identity, std::string_view what,
                    const AmqpCondition& why) const;

 private:
  std::shared_ptr<DeviceHub> hub_;
  std::shared_ptr<HubBehaviour> behaviour_;
};

}  // namespace edge::sim
