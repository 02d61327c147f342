// What the cloud's side does with an identity of this hub: a message for it, a change of its twin,
// a direct method, an end of its connection. Functions on HubState, for a control endpoint and for
// tests; what they cause on the device's links is the nodes' (nodes/).
#pragma once

#include <cstdint>
#include <string>

#include "simulator/hub/hub_state.hpp"
#include "simulator/hub/twin_document.hpp"

namespace edge::sim {

enum class CallErrc {
  unknown_identity = 1,  // not in the registry
  queue_full,            // too many messages wait for it (HubLimits::waiting)
  too_large,             // a body, method name or twin that is larger than a hub takes
  not_json,              // no JSON, or not of the form asked for
  too_deep,              // a twin with more levels than a hub takes
  reserved_name,         // a twin's property whose name begins with $
  wrong_version,         // the twin has another version than the caller expected
  not_connected,         // nobody holds links for it
  not_listening,         // somebody does, but none for methods
  timed_out,             // the device did not answer in time
};

const boost::system::error_category& call_category();
inline ErrorCode make_error_code(CallErrc code) {
  return {static_cast<int>(code), call_category()};
}

/// Queues `message` and sends it as soon as the device takes it. Its enqueued, sequence and
/// deliveries are set here; an empty id becomes a GUID. Gives it as queued.
/// Errors: unknown_identity, queue_full, too_large.
Result<CloudMessage> enqueue(HubState& hub, const Identity& identity, CloudMessage message);
/// Drops the messages that have expired or were sent too often. Whether there were any; saving
/// is the caller's.
bool drop_dead_messages(HubState& hub, const Identity& identity, DeviceState& state);

/// The twin of `identity`: as made with the identity if nothing has changed it yet.
/// Errors: unknown_identity.
Result<Twin> twin_of(const HubState& hub, const Identity& identity);
/// Merges `patch`, a JSON object, into the desired half: null deletes (RFC 7396). A device that
/// asked for it is told. `expected` is the version that is to be changed, 0 any. Gives the new
/// twin.
/// Errors: unknown_identity, not_json, too_deep, reserved_name, too_large, wrong_version.
Result<Twin> patch_desired(HubState& hub, const Identity& identity, const std::string& patch,
                           std::uint64_t expected = 0);
/// As above, but `desired` takes the place of the whole half.
Result<Twin> replace_desired(HubState& hub, const Identity& identity, const std::string& desired,
                             std::uint64_t expected = 0);

/// What a device does to the reported half. Nobody is told. Errors as patch_desired.
Result<Twin> patch_reported(HubState& hub, const Identity& identity, const std::string& patch);

struct MethodAnswer {
  std::int32_t status = 0;  // the device's own
  std::string payload;      // JSON text; empty: none
};

struct MethodTimes {
  Duration connect{};  // for a device that has no link for methods yet
  Duration answer{};   // from the sending on
};

/// Invokes the method `name` with `payload`, JSON text or empty, and waits for the answer. `hub`
/// must outlive the wait. Errors: unknown_identity, not_json, too_large, not_connected,
/// not_listening, timed_out.
Awaitable<Result<MethodAnswer>> invoke_method(HubState& hub, Identity identity, std::string name,
                                              std::string payload, MethodTimes times);

/// To be called when an identity was disabled, deleted or given other credentials: whoever is
/// connected for it, or for a module of it, is thrown off with the reason that the registry now
/// gives, and what a deleted one left behind (state, twin) is forgotten.
void credentials_changed(HubState& hub, const Identity& identity);

}  // namespace edge::sim

template <>
struct boost::system::is_error_code_enum<edge::sim::CallErrc> : std::true_type {};
