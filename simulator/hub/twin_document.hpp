// The JSON of a twin: changes as the hub makes them, pure functions on texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "simulator/hub/device_state.hpp"

namespace edge::sim {

/// `object` with `patch` merged into it; null deletes (RFC 7396). Nothing unless `patch` is a JSON
/// object of at most ten levels. Its own members whose names begin with $ belong to the hub and
/// are passed over.
std::optional<std::string> merged(const std::string& object, const std::string& patch);

/// What makes `after` of `before` when it is merged: null for what is gone. `after` is judged as a
/// patch is.
std::optional<std::string> patch_between(const std::string& before, const std::string& after);

/// `object` with "$version": `version`.
std::string with_version(const std::string& object, std::uint64_t version);

/// {"desired": {..., "$version": n}, "reported": {..., "$version": m}}
std::string to_json(const Twin& twin);

}  // namespace edge::sim
