// device_calls.hpp's direct methods: a call waits in the hub's list until a device takes it, and
// then for the answer.
#include <nlohmann/json.hpp>
#include <utility>

#include "common/amqp/guid.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/device_calls.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kMethodName = 128;

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

}  // namespace edge::sim
