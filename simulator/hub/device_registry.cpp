#include "simulator/hub/device_registry.hpp"

#include <utility>

#include "common/base/ascii_case.hpp"
#include "common/iothub/sas_token.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kDevices = "/devices/";
constexpr std::string_view kModules = "modules/";

std::string decoded(const std::string& text) {
  const auto result = url_decode(text);
  return result ? *result : text;  // a broken escape: then it is part of the id
}

/// An id may be encoded or happen to look so: a known reading wins, else the decoded one.
Identity known_reading(const Identity& raw, const DeviceRegistry& registry) {
  const Identity plain{decoded(raw.device_id), decoded(raw.module_id)};
  for (const auto& device : {raw.device_id, plain.device_id}) {
    for (const auto& module : {raw.module_id, plain.module_id}) {
      if (registry.find({device, module})) return {device, module};
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

Identity identity_of(const DeviceSpec& device) { return {device.device_id, device.module_id}; }

DeviceRegistry::DeviceRegistry(const std::vector<DeviceSpec>& devices) {
  for (const auto& device : devices) put(device);
}

const DeviceSpec* DeviceRegistry::find(const Identity& identity) const {
  const auto found = devices_.find(identity);
  return found == devices_.end() ? nullptr : &found->second;
}

void DeviceRegistry::put(const DeviceSpec& device) {
  devices_.insert_or_assign(identity_of(device), device);
}

bool DeviceRegistry::erase(const Identity& identity) {
  if (!identity.module_id.empty()) return devices_.erase(identity) > 0;
  const auto first = devices_.lower_bound(identity);
  auto last = first;
  while (last != devices_.end() && last->first.device_id == identity.device_id) ++last;
  const bool known = first != last && first->first == identity;
  devices_.erase(first, last);
  return known;
}

std::vector<std::string> DeviceRegistry::keys_of(const Identity& identity) const {
  std::vector<std::string> keys;
  const auto add = [&](const DeviceSpec* device) {
    if (!device) return;
    for (const auto& key : {device->key, device->secondary_key}) {
      if (!key.empty()) keys.push_back(key);
    }
  };
  const DeviceSpec* own = find(identity);
  if (!own) return {};
  add(own);
  if (!identity.module_id.empty()) add(find({identity.device_id, {}}));
  return keys;
}

std::optional<DevicePath> parse_device_path(std::string_view path,
                                            const DeviceRegistry& registry) {
  if (!path.starts_with(kDevices)) return std::nullopt;
  auto [device, rest] = split(path.substr(kDevices.size()));
  std::string_view module;
  if (rest.starts_with(kModules)) {
    std::tie(module, rest) = split(rest.substr(kModules.size()));
    if (module.empty()) return std::nullopt;
  }
  if (device.empty()) return std::nullopt;
  const Identity raw{std::string(device), std::string(module)};
  return DevicePath{known_reading(raw, registry), std::string(rest)};
}

std::optional<Identity> identity_in(std::string_view resource, std::string_view host,
                                    const DeviceRegistry& registry) {
  std::string text(resource);
  if (text.find(kDevices) == std::string::npos) text = decoded(text);
  const auto slash = text.find('/');
  if (slash == std::string::npos || !same_ignoring_case(text.substr(0, slash), host)) {
    return std::nullopt;
  }
  const auto path = parse_device_path(std::string_view(text).substr(slash), registry);
  if (!path || !path->rest.empty()) return std::nullopt;
  return path->identity;
}

}  // namespace edge::sim
