// The identities of a hub as a JSON file: read from what a user wrote, and written by the hub.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulator/topology/device_spec.hpp"

namespace edge::sim {

/// The largest file of identities, in bytes: some 300,000 of them.
inline constexpr std::size_t kMaxDevicesFile = 64 << 20;

/// Reads [{"deviceId": "...", "moduleId": "...", "key": "...", "secondaryKey": "...",
/// "thumbprints": ["..."], "authoritySigned": true, "enabled": false}]. Only deviceId is always
/// needed, and one of key, thumbprints and authoritySigned. Throws UsageError that names the file
/// and the entry; never shows a key.
std::vector<DeviceSpec> read_devices(const std::string& file);
/// The same of the text of `file`.
std::vector<DeviceSpec> devices_of(std::string_view text, const std::string& file);

/// What read_devices() reads, one identity a line.
std::string devices_text(const std::vector<DeviceSpec>& devices);

/// What is wrong with the ids and credentials of `device`, naming its fields as the file does;
/// empty if nothing is. Never shows a key.
std::string device_problem(const DeviceSpec& device);

}  // namespace edge::sim
