#include "simulator/hub/device_calls.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/amqp/guid.hpp"
#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {
namespace {

class CallCategory : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "hub call"; }
  std::string message(int code) const override {
    switch (static_cast<CallErrc>(code)) {
      case CallErrc::unknown_identity: return "the hub does not know this identity";
      case CallErrc::queue_full: return "too many messages wait for this identity";
      case CallErrc::too_large: return "larger than a hub takes";
      case CallErrc::not_json: return "not JSON of the form that is asked for";
      case CallErrc::too_deep:
        return fmt::format("too deep: a half of a twin has at most {} levels", kTwinLevels);
      case CallErrc::reserved_name:
        return "a name that begins with $ ($version, $metadata) is the hub's own; leave it out";
      case CallErrc::wrong_version: return "the twin has another version";
      case CallErrc::not_connected: return "the device is not connected";
      case CallErrc::not_listening: return "the device has no link for methods";
      case CallErrc::timed_out: return "the device did not answer in time";
    }
    return "unknown";
  }
};

std::size_t size_of(const CloudMessage& message) {
  std::size_t size = message.id.size() + message.body.size();
  for (const auto& [key, value] : message.properties) size += key.size() + value.size();
  return size;
}

}  // namespace

const boost::system::error_category& call_category() {
  static const CallCategory category;
  return category;
}

Result<CloudMessage> enqueue(HubState& hub, const Identity& identity, CloudMessage message) {
  if (!hub.registry.find(identity)) return make_error_code(CallErrc::unknown_identity);
  if (size_of(message) > hub.limits.cloud_message_size) {
    return make_error_code(CallErrc::too_large);
  }
  DeviceState state = hub.states[identity];
  drop_dead_messages(hub, identity, state);
  if (state.waiting.size() >= hub.limits.waiting) return make_error_code(CallErrc::queue_full);
  if (message.id.empty()) message.id = random_guid(hub.world);
  message.enqueued = hub.clock();
  message.sequence = state.next_sequence++;
  message.deliveries = 0;
  state.waiting.push_back(message);
  hub.keep(identity, std::move(state));
  if (LinkHolder* holder = hub.holders.find(identity)) holder->look_again(identity);
  return message;
}

bool drop_dead_messages(HubState& hub, const Identity& identity, DeviceState& state) {
  const WallTime now = hub.clock();
  const LinkHolder* holder = hub.holders.find(identity);
  return std::erase_if(state.waiting, [&](const CloudMessage& message) {
    const bool dead = message.deliveries >= hub.limits.deliveries ||
                      (message.expires && *message.expires <= now);
    return dead && !(holder && holder->is_out(identity, message.sequence));
  }) > 0;
}

void credentials_changed(HubState& hub, const Identity& identity) {
  const auto concerns = [&](const Identity& other) {
    return other == identity ||
           (identity.module_id.empty() && other.device_id == identity.device_id);
  };
  for (LinkHolder* connection : hub.connections) {
    for (const Identity& other : connection->identities()) {
      if (!concerns(other)) continue;
      const HubErrorRow* why = registry_refusal(hub.registry, other);
      connection->revoke(other, hub_error_condition(why ? *why : hub_error(401003)));
    }
  }
  for (const auto& [key, call] : hub.methods) {
    if (!concerns(key.first) || !registry_refusal(hub.registry, key.first)) continue;
    call->withdrawn = true;
    call->sent.set();
    call->answered.set();
  }
  for (auto state = hub.states.begin(); state != hub.states.end();) {
    const Identity other = state->first;
    if (!concerns(other) || hub.registry.find(other)) {
      ++state;
      continue;
    }
    hub.store->forget_state(other);
    state = hub.states.erase(state);
  }
}

}  // namespace edge::sim
