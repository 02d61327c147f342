#include "simulator/hub/identities.hpp"

#include <algorithm>
#include <utility>

#include "common/iothub/sas_token.hpp"
#include "simulator/hub/text.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kDevices = "/devices/";
constexpr std::string_view kModules = "modules/";

const DeviceSpec* find(const std::vector<DeviceSpec>& devices, const Identity& identity) {
  const auto found = std::ranges::find_if(devices, [&](const DeviceSpec& device) {
    return device.device_id == identity.device_id && device.module_id == identity.module_id;
  });
  return found == devices.end() ? nullptr : &*found;
}

std::string decoded(const std::string& text) {
  const auto result = url_decode(text);
  return result ? *result : text;  // a broken escape: then it is part of the id
}

/// An id may be encoded or happen to look so: a known reading wins, else the decoded one.
Identity known_reading(const Identity& raw, const std::vector<DeviceSpec>& devices) {
  const Identity plain{decoded(raw.device_id), decoded(raw.module_id)};
  for (const auto& device : {raw.device_id, plain.device_id}) {
    for (const auto& module : {raw.module_id, plain.module_id}) {
      if (find(devices, {device, module})) return {device, module};
    }
  }
  return plain;
}

std::pair<std::string_view, std::string_view> split(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return {text, {}};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

}  // namespace

std::string to_string(const Identity& identity) {
  if (identity.module_id.empty()) return identity.device_id;
  return identity.device_id + "/" + identity.module_id;
}

std::vector<std::string> keys_of(const std::vector<DeviceSpec>& devices, const Identity& identity) {
  const DeviceSpec* own = find(devices, identity);
  if (!own) return {};
  std::vector<std::string> keys{own->key};
  if (const DeviceSpec* device = find(devices, {identity.device_id, {}}); device && device != own) {
    keys.push_back(device->key);
  }
  return keys;
}

std::optional<DevicePath> parse_device_path(std::string_view path,
                                            const std::vector<DeviceSpec>& devices) {
  if (!path.starts_with(kDevices)) return std::nullopt;
  auto [device, rest] = split(path.substr(kDevices.size()));
  std::string_view module;
  if (rest.starts_with(kModules)) {
    std::tie(module, rest) = split(rest.substr(kModules.size()));
    if (module.empty()) return std::nullopt;
  }
  if (device.empty()) return std::nullopt;
  const Identity raw{std::string(device), std::string(module)};
  return DevicePath{known_reading(raw, devices), std::string(rest)};
}

std::optional<Identity> identity_in(std::string_view resource, std::string_view host,
                                    const std::vector<DeviceSpec>& devices) {
  std::string text(resource);
  if (text.find(kDevices) == std::string::npos) text = decoded(text);
  const auto slash = text.find('/');
  if (slash == std::string::npos || !same_ignoring_case(text.substr(0, slash), host)) {
    return std::nullopt;
  }
  const auto path = parse_device_path(std::string_view(text).substr(slash), devices);
  if (!path || !path->rest.empty()) return std::nullopt;
  return path->identity;
}

LinkHolder* LinkHolders::take(const Identity& identity, LinkHolder& holder) {
  LinkHolder* older = std::exchange(holders_[identity], &holder);
  return older == &holder ? nullptr : older;
}

void LinkHolders::release(const LinkHolder& holder) {
  std::erase_if(holders_, [&](const auto& entry) { return entry.second == &holder; });
}

}  // namespace edge::sim
