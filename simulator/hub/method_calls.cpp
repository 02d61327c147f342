#include "simulator/hub/method_calls.hpp"

#include <nlohmann/json.hpp>

#include "common/world/guid.hpp"
#include "common/world/with_deadline.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kMethodName = 128;

}  // namespace

/// A call is in the list for as long as somebody waits for it.
class MethodCalls::Listed {
 public:
  Listed(MethodCalls& calls, const Identity& identity, MethodCall& call)
      : calls_(calls), key_(identity, call.id) {
    calls_.calls_[key_] = &call;
  }
  ~Listed() { calls_.calls_.erase(key_); }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  MethodCalls& calls_;
  std::pair<Identity, std::string> key_;
};

ErrorCode MethodCalls::objection_to(const Identity& identity, const std::string& name,
                                    const std::string& payload) const {
  if (!registry_.find(identity)) return CallErrc::unknown_identity;
  if (name.empty() || name.size() > kMethodName) return CallErrc::too_large;
  if (payload.size() > limits_.method_size) return CallErrc::too_large;
  if (!payload.empty() && !nlohmann::json::accept(payload)) return CallErrc::not_json;
  return {};
}

/// Why a method cannot be sent to `identity` now.
ErrorCode MethodCalls::absence_of(const Identity& identity) const {
  const DeviceSession* session = sessions_.find(identity);
  if (!session) return CallErrc::not_connected;
  if (!session->takes_methods(identity)) return CallErrc::not_listening;
  return {};
}

Awaitable<Result<MethodAnswer>> MethodCalls::invoke(Identity identity, std::string name,
                                                    std::string payload, MethodTimes times) {
  if (const ErrorCode no = objection_to(identity, name, payload)) co_return no;
  MethodCall call;
  call.id = random_guid(world_);
  call.name = std::move(name);
  call.payload = std::move(payload);
  const Listed listed(*this, identity, call);
  if (const ErrorCode absent = absence_of(identity); !absent) {
    sessions_.find(identity)->wake(identity);
  } else if (times.connect == Duration{}) {
    co_return absent;
  } else {
    // A listed call is sent as soon as the device takes it.
    const Instant patience = world_.now() + times.connect;
    co_await with_deadline(world_, patience, call.sent.wait_result());
    const ErrorCode still = absence_of(identity);
    if (still && !call.sent.is_set()) co_return still;
  }
  const Instant limit = world_.now() + times.answer;
  const auto answered = co_await with_deadline(world_, limit, call.answered.wait_result());
  if (!answered) co_return make_error_code(CallErrc::timed_out);
  if (call.withdrawn) {
    const bool deleted = !registry_.find(identity);
    co_return make_error_code(deleted ? CallErrc::unknown_identity : CallErrc::not_connected);
  }
  co_return std::move(call.answer);
}

const MethodCall* MethodCalls::next(const Identity& identity) {
  for (auto each = calls_.lower_bound({identity, {}});
       each != calls_.end() && each->first.first == identity; ++each) {
    if (each->second->sent.is_set()) continue;
    each->second->sent.set();
    return each->second;
  }
  return nullptr;
}

bool MethodCalls::answer(const Identity& identity, const std::string& id, MethodAnswer answer) {
  const auto found = calls_.find({identity, id});
  if (found == calls_.end()) return false;
  found->second->answer = std::move(answer);
  found->second->answered.set();
  return true;
}

void MethodCalls::withdraw(const std::function<bool(const Identity&)>& gone) {
  for (const auto& [key, call] : calls_) {
    if (!gone(key.first)) continue;
    call->withdrawn = true;
    call->sent.set();
    call->answered.set();
  }
}

}  // namespace edge::sim
