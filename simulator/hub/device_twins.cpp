// device_calls.hpp's twins: both halves, and who is told of their changes.
#include <utility>

#include "simulator/hub/device_calls.hpp"

namespace edge::sim {
namespace {

ErrorCode objection_to_patch(const std::string& patch) {
  switch (problem_of(patch)) {
    case PatchProblem::none: break;
    case PatchProblem::no_object: return CallErrc::not_json;
    case PatchProblem::too_deep: return CallErrc::too_deep;
    case PatchProblem::reserved_name: return CallErrc::reserved_name;
  }
  return {};
}

Result<Twin> keep_desired(HubState& hub, const Identity& identity, std::string desired,
                          const std::string& change) {
  if (desired.size() > hub.limits.twin_half) return make_error_code(CallErrc::too_large);
  DeviceState changed = hub.states[identity];
  changed.twin.desired = std::move(desired);
  ++changed.twin.desired_version;
  const Twin& twin = hub.keep(identity, std::move(changed)).twin;
  if (LinkHolder* holder = hub.holders.find(identity)) {
    holder->desired_changed(identity, with_version(change, twin.desired_version));
  }
  return twin;
}

}  // namespace

Result<Twin> twin_of(const HubState& hub, const Identity& identity) {
  if (!hub.registry.find(identity)) return make_error_code(CallErrc::unknown_identity);
  const auto found = hub.states.find(identity);
  return found == hub.states.end() ? Twin{} : found->second.twin;
}

namespace {

/// The twin that `patch` is to change, if it may; `expected` as for patch_desired().
Result<Twin> twin_for(const HubState& hub, const Identity& identity, const std::string& patch,
                      std::uint64_t expected = 0) {
  const auto twin = twin_of(hub, identity);
  if (!twin) return twin.error();
  if (expected != 0 && expected != twin->desired_version) {
    return make_error_code(CallErrc::wrong_version);
  }
  if (const ErrorCode no = objection_to_patch(patch)) return no;
  return twin;
}

}  // namespace

Result<Twin> patch_desired(HubState& hub, const Identity& identity, const std::string& patch,
                           std::uint64_t expected) {
  const auto twin = twin_for(hub, identity, patch, expected);
  if (!twin) return twin.error();
  return keep_desired(hub, identity, merged(twin->desired, patch), patch);
}

Result<Twin> replace_desired(HubState& hub, const Identity& identity, const std::string& desired,
                             std::uint64_t expected) {
  const auto twin = twin_for(hub, identity, desired, expected);
  if (!twin) return twin.error();
  const std::string change = patch_between(twin->desired, desired);
  return keep_desired(hub, identity, merged("{}", desired), change);
}

Result<Twin> patch_reported(HubState& hub, const Identity& identity, const std::string& patch) {
  const auto twin = twin_for(hub, identity, patch);
  if (!twin) return twin.error();
  std::string reported = merged(twin->reported, patch);
  if (reported.size() > hub.limits.twin_half) return make_error_code(CallErrc::too_large);
  DeviceState changed = hub.states[identity];
  changed.twin.reported = std::move(reported);
  ++changed.twin.reported_version;
  return hub.keep(identity, std::move(changed)).twin;
}

}  // namespace edge::sim
