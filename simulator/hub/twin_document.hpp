// The JSON of a twin: changes as the hub makes them, pure functions on texts.
#pragma once

#include <cstdint>
#include <string>

#include "simulator/hub/device_state.hpp"

namespace edge::sim {

/// Levels of one half of a twin, as a hub has it.
inline constexpr int kTwinLevels = 10;

enum class PatchProblem { none, no_object, too_deep, reserved_name };

/// Whether `patch` is a JSON object of at most kTwinLevels levels in which no name begins with $:
/// those are the hub's own, and it refuses even what it has itself told a device
/// (amenzhinsky/iothub issue 70, azure-iot-sdk-java issue 243).
PatchProblem problem_of(const std::string& patch);

/// `object` with `patch` merged into it; null deletes (RFC 7396). `patch` has no problem.
std::string merged(const std::string& object, const std::string& patch);

/// What makes `after` of `before` when it is merged: null for what is gone. Neither has a problem.
std::string patch_between(const std::string& before, const std::string& after);

/// `object` with "$version": `version`.
std::string with_version(const std::string& object, std::uint64_t version);

/// {"desired": {..., "$version": n}, "reported": {..., "$version": m}}
std::string to_json(const Twin& twin);

}  // namespace edge::sim
