#include "simulator/hub/hub_files.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/base/usage_error.hpp"
#include "common/iothub/base64.hpp"
#include "common/world/real/environment.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMaxFile = 1 << 20;
constexpr std::size_t kKeySize = 32;  // bytes, as the hub's own keys

std::string make_private_folder(const std::string& folder) {
  const std::string path = fs::absolute(folder).lexically_normal().string();
  try {
    if (fs::is_directory(path)) return path;
    fs::create_directories(path);
    fs::permissions(path, fs::perms::owner_all);
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error("cannot make " + path + ": " + error.code().message());
  }
  return path;
}

DeviceSpec device_of(const json& entry, const std::string& where) {
  const auto text = [&](const char* name, bool required) {
    const auto found = entry.is_object() ? entry.find(name) : entry.end();
    if (found == entry.end() && !required) return std::string{};
    if (found == entry.end() || !found->is_string() || found->get<std::string>().empty()) {
      throw UsageError(fmt::format("{}: \"{}\" must be a text that is not empty", where, name));
    }
    return found->get<std::string>();
  };
  const DeviceSpec device{text("deviceId", true), text("moduleId", false), text("key", true)};
  if (!base64_decode(device.key)) throw UsageError(where + ": \"key\" is not base64");
  return device;
}

json to_json(const std::vector<DeviceSpec>& devices) {
  json list = json::array();
  for (const auto& device : devices) {
    json entry{{"deviceId", device.device_id}, {"key", device.key}};
    if (!device.module_id.empty()) entry["moduleId"] = device.module_id;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string text_of(const std::string& file) {
  try {
    return read_file(file, kMaxFile);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

std::string new_key(World& world) {
  std::array<std::uint8_t, kKeySize> key;
  world.random(key);
  return base64_encode(key);
}

std::unique_ptr<CertificateAuthority> load_authority(World& world, const std::string& certificate,
                                                     const std::string& key) {
  const std::string key_pem = read_file_if_present(key, kMaxFile);
  const std::string certificate_pem = read_file_if_present(certificate, kMaxFile);
  if (!key_pem.empty() && !certificate_pem.empty()) {
    try {
      return std::make_unique<CertificateAuthority>(certificate_pem, key_pem);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(certificate + " or " + key + ": " + error.what());
    }
  }
  auto made = std::make_unique<CertificateAuthority>("edgesim hub CA", world.wall());
  write_private_file(key, made->private_key_pem());
  write_private_file(certificate, made->certificate_pem());
  return made;
}

}  // namespace

HubFiles::HubFiles(World& world, const std::string& folder)
    : world_(world),
      folder_(make_private_folder(folder)),
      authority_(load_authority(world, authority_file(), folder_ + "/ca-key.pem")) {}

std::vector<DeviceSpec> HubFiles::own_devices() {
  const std::string file = folder_ + "/devices.json";
  if (!read_file_if_present(file, kMaxFile).empty()) return read_devices(file);
  const std::vector<DeviceSpec> devices{{"edge-1", "", new_key(world_)},
                                        {"edge-1", "$edgeAgent", new_key(world_)}};
  write_private_file(file, to_json(devices).dump(2) + "\n");
  return devices;
}

void HubFiles::write_connection_string(const std::string& host_name, const DeviceSpec& device) {
  const std::string module =
      device.module_id.empty() ? "" : ";ModuleId=" + device.module_id;
  write_private_file(connection_string_file(),
                     fmt::format("HostName={};DeviceId={}{};SharedAccessKey={}\n", host_name,
                                 device.device_id, module, device.key));
}

std::vector<DeviceSpec> read_devices(const std::string& file) {
  const json parsed = json::parse(text_of(file), nullptr, false);
  if (!parsed.is_array() || parsed.empty()) {
    throw UsageError(file + ": must be a JSON list of at least one device");
  }
  std::vector<DeviceSpec> devices;
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    devices.push_back(device_of(parsed[i], fmt::format("{}: entry {}", file, i + 1)));
  }
  return devices;
}

}  // namespace edge::sim
