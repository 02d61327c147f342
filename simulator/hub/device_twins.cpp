#include "simulator/hub/device_twins.hpp"

#include <utility>

#include "simulator/hub/twin_document.hpp"

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

}  // namespace

Result<Twin> DeviceTwins::read(const Identity& identity) const {
  if (!records_.registry().find(identity)) return make_error_code(CallErrc::unknown_identity);
  return records_.state_of(identity).twin;
}

/// The twin that `patch` is to change, if it may; `expected` as for patch_desired().
Result<Twin> DeviceTwins::twin_for(const Identity& identity, const std::string& patch,
                                   std::uint64_t expected) const {
  const auto twin = read(identity);
  if (!twin) return twin.error();
  if (expected != 0 && expected != twin->desired_version) {
    return make_error_code(CallErrc::wrong_version);
  }
  if (const ErrorCode no = objection_to_patch(patch)) return no;
  return twin;
}

Result<Twin> DeviceTwins::keep_desired(const Identity& identity, std::string desired,
                                       const std::string& change) {
  if (desired.size() > limits_.twin_half) return make_error_code(CallErrc::too_large);
  DeviceState changed = records_.state_of(identity);
  changed.twin.desired = std::move(desired);
  ++changed.twin.desired_version;
  const Twin& twin = records_.keep(identity, std::move(changed)).twin;
  if (DeviceSession* session = sessions_.find(identity)) {
    session->desired_changed(identity, with_version(change, twin.desired_version));
  }
  return twin;
}

Result<Twin> DeviceTwins::patch_desired(const Identity& identity, const std::string& patch,
                                        std::uint64_t expected) {
  const auto twin = twin_for(identity, patch, expected);
  if (!twin) return twin.error();
  return keep_desired(identity, merged(twin->desired, patch), patch);
}

Result<Twin> DeviceTwins::replace_desired(const Identity& identity, const std::string& desired,
                                          std::uint64_t expected) {
  const auto twin = twin_for(identity, desired, expected);
  if (!twin) return twin.error();
  const std::string change = patch_between(twin->desired, desired);
  return keep_desired(identity, merged("{}", desired), change);
}

Result<Twin> DeviceTwins::patch_reported(const Identity& identity, const std::string& patch) {
  const auto twin = twin_for(identity, patch);
  if (!twin) return twin.error();
  std::string reported = merged(twin->reported, patch);
  if (reported.size() > limits_.twin_half) return make_error_code(CallErrc::too_large);
  DeviceState changed = records_.state_of(identity);
  changed.twin.reported = std::move(reported);
  ++changed.twin.reported_version;
  return records_.keep(identity, std::move(changed)).twin;
}

}  // namespace edge::sim
