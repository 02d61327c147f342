#include "simulator/hub/device_calls.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "common/amqp/guid.hpp"
#include "common/world/with_deadline.hpp"
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

constexpr std::size_t kMethodName = 128;

std::size_t size_of(const CloudMessage& message) {
  std::size_t size = message.id.size() + message.body.size();
  for (const auto& [key, value] : message.properties) size += key.size() + value.size();
  return size;
}

ErrorCode objection_to_patch(const std::string& patch) {
  switch (problem_of(patch)) {
    case PatchProblem::none: break;
    case PatchProblem::no_object: return CallErrc::not_json;
    case PatchProblem::too_deep: return CallErrc::too_deep;
    case PatchProblem::reserved_name: return CallErrc::reserved_name;
  }
  return {};
}

/// What cannot be written has not happened.
const DeviceState& keep_state(HubState& hub, const Identity& identity, DeviceState changed) {
  hub.store->save_state(identity, changed);
  return hub.states[identity] = std::move(changed);
}

Result<Twin> keep_desired(HubState& hub, const Identity& identity, std::string desired,
                          const std::string& change) {
  if (desired.size() > hub.limits.twin_half) return make_error_code(CallErrc::too_large);
  DeviceState changed = hub.states[identity];
  changed.twin.desired = std::move(desired);
  ++changed.twin.desired_version;
  const Twin& twin = keep_state(hub, identity, std::move(changed)).twin;
  if (LinkHolder* holder = hub.holders.find(identity)) {
    holder->desired_changed(identity, with_version(change, twin.desired_version));
  }
  return twin;
}

bool is_expected(const Twin& twin, std::uint64_t version) {
  return version == 0 || version == twin.desired_version;
}

/// A call is in the hub's list for as long as somebody waits for it.
class Listed {
 public:
  Listed(HubState& hub, const Identity& identity, MethodCall& call)
      : hub_(hub), key_(identity, random_guid(hub.world)) {
    hub_.methods[key_] = &call;
  }
  ~Listed() { hub_.methods.erase(key_); }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  HubState& hub_;
  std::pair<Identity, std::string> key_;
};

ErrorCode objection_to(const HubState& hub, const Identity& identity, const std::string& name,
                       const std::string& payload) {
  if (!hub.registry.find(identity)) return CallErrc::unknown_identity;
  if (name.empty() || name.size() > kMethodName) return CallErrc::too_large;
  if (payload.size() > hub.limits.method_size) return CallErrc::too_large;
  if (!payload.empty() && !nlohmann::json::accept(payload)) return CallErrc::not_json;
  return {};
}

/// Why a method cannot be sent to `identity` now.
ErrorCode absence_of(const HubState& hub, const Identity& identity) {
  const LinkHolder* holder = hub.holders.find(identity);
  if (!holder) return CallErrc::not_connected;
  if (!holder->listens(identity, LinkKind::methods)) return CallErrc::not_listening;
  return {};
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
  keep_state(hub, identity, std::move(state));
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

Result<Twin> twin_of(const HubState& hub, const Identity& identity) {
  if (!hub.registry.find(identity)) return make_error_code(CallErrc::unknown_identity);
  const auto found = hub.states.find(identity);
  return found == hub.states.end() ? Twin{} : found->second.twin;
}

Result<Twin> patch_desired(HubState& hub, const Identity& identity, const std::string& patch,
                           std::uint64_t expected) {
  const auto twin = twin_of(hub, identity);
  if (!twin) return twin.error();
  if (!is_expected(*twin, expected)) return make_error_code(CallErrc::wrong_version);
  if (const ErrorCode no = objection_to_patch(patch)) return no;
  return keep_desired(hub, identity, merged(twin->desired, patch), patch);
}

Result<Twin> replace_desired(HubState& hub, const Identity& identity, const std::string& desired,
                             std::uint64_t expected) {
  const auto twin = twin_of(hub, identity);
  if (!twin) return twin.error();
  if (!is_expected(*twin, expected)) return make_error_code(CallErrc::wrong_version);
  if (const ErrorCode no = objection_to_patch(desired)) return no;
  const std::string change = patch_between(twin->desired, desired);
  return keep_desired(hub, identity, merged("{}", desired), change);
}

Result<Twin> patch_reported(HubState& hub, const Identity& identity, const std::string& patch) {
  const auto twin = twin_of(hub, identity);
  if (!twin) return twin.error();
  if (const ErrorCode no = objection_to_patch(patch)) return no;
  std::string reported = merged(twin->reported, patch);
  if (reported.size() > hub.limits.twin_half) return make_error_code(CallErrc::too_large);
  DeviceState changed = hub.states[identity];
  changed.twin.reported = std::move(reported);
  ++changed.twin.reported_version;
  return keep_state(hub, identity, std::move(changed)).twin;
}

Awaitable<Result<MethodAnswer>> invoke_method(HubState& hub, Identity identity, std::string name,
                                              std::string payload, MethodTimes times) {
  if (const ErrorCode no = objection_to(hub, identity, name, payload)) co_return no;
  MethodCall call;
  call.name = std::move(name);
  call.payload = std::move(payload);
  const Listed listed(hub, identity, call);
  if (const ErrorCode absent = absence_of(hub, identity); !absent) {
    hub.holders.find(identity)->look_again(identity);
  } else if (times.connect == Duration{}) {
    co_return absent;
  } else {
    // A listed call is sent as soon as the device gives credit for it.
    const Instant patience = hub.world.now() + times.connect;
    co_await with_deadline(hub.world, patience, call.sent.wait_result());
    const ErrorCode still = absence_of(hub, identity);
    if (still && !call.sent.is_set()) co_return still;
  }
  const Instant limit = hub.world.now() + times.answer;
  const auto answered = co_await with_deadline(hub.world, limit, call.answered.wait_result());
  if (!answered) co_return make_error_code(CallErrc::timed_out);
  if (call.withdrawn) {
    const bool deleted = !hub.registry.find(identity);
    co_return make_error_code(deleted ? CallErrc::unknown_identity : CallErrc::not_connected);
  }
  co_return MethodAnswer{call.status, call.answer};
}

void credentials_changed(HubState& hub, const Identity& identity) {
  const auto concerns = [&](const Identity& other) {
    return other == identity ||
           (identity.module_id.empty() && other.device_id == identity.device_id);
  };
  const auto holders = hub.holders.all();
  for (const auto& [other, holder] : holders) {
    if (!concerns(other)) continue;
    const HubErrorRow* why = registry_refusal(hub.registry, other);
    holder->revoke(other, hub_error_condition(why ? *why : hub_error(401003)));
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
