// Direct methods: a call waits in a list until the session of its identity sends it, and then for
// the answer. Whoever waits owns the call. Not how a protocol writes a call or its answer.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "common/world/event.hpp"
#include "common/world/world.hpp"
#include "simulator/hub/call_error.hpp"
#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/device_sessions.hpp"
#include "simulator/hub/hub_limits.hpp"

namespace edge::sim {

struct MethodAnswer {
  std::int32_t status = 0;  // the device's own
  std::string payload;      // JSON text; empty: none
};

struct MethodTimes {
  Duration connect{};  // for a device that takes no methods yet
  Duration answer{};   // from the sending on
};

struct MethodCall {
  std::string id;  // a GUID
  std::string name, payload;
  Event sent, answered;
  bool withdrawn = false;  // its device was deleted or disabled meanwhile
  MethodAnswer answer;     // once answered
};

class MethodCalls {
 public:
  /// All must outlive this object.
  MethodCalls(World& world, const HubLimits& limits, const DeviceRegistry& registry,
              const DeviceSessions& sessions)
      : world_(world), limits_(limits), registry_(registry), sessions_(sessions) {}

  /// Invokes the method `name` with `payload`, JSON text or empty, and waits for the answer. This
  /// object must outlive the wait. Errors: unknown_identity, not_json, too_large, not_connected,
  /// not_listening, timed_out.
  Awaitable<Result<MethodAnswer>> invoke(Identity identity, std::string name, std::string payload,
                                         MethodTimes times);
  /// For a session that can send one: the next call for `identity` that is not sent, and is so from
  /// here on. Null if there is none.
  const MethodCall* next(const Identity& identity);
  /// The device's answer to a call. False if nobody waits for it any more.
  bool answer(const Identity& identity, const std::string& id, MethodAnswer answer);
  /// Ends the calls for identities that `gone` names: nobody is there to answer them.
  void withdraw(const std::function<bool(const Identity&)>& gone);
  bool empty() const { return calls_.empty(); }

 private:
  class Listed;

  ErrorCode objection_to(const Identity& identity, const std::string& name,
                         const std::string& payload) const;
  ErrorCode absence_of(const Identity& identity) const;

  World& world_;
  const HubLimits& limits_;
  const DeviceRegistry& registry_;
  const DeviceSessions& sessions_;
  std::map<std::pair<Identity, std::string>, MethodCall*> calls_;  // by their ids
};

}  // namespace edge::sim
