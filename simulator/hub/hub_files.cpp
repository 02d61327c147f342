#include "simulator/hub/hub_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/names.hpp"
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

void refuse_unknown_keys(const json& entry, const std::string& where) {
  for (const auto& [key, value] : entry.items()) {
    if (key == "deviceId" || key == "moduleId" || key == "key") continue;
    throw UsageError(fmt::format("{}: unknown key \"{}\"; known: deviceId, moduleId, key", where,
                                 printable(key, 40)));
  }
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
  const auto id = [&](const char* name, bool required) {
    const std::string given = text(name, required);
    if (given.empty() || is_identity(given)) return given;
    throw UsageError(fmt::format("{}: \"{}\" must be 1 to 128 letters, digits and "
                                 "- : . + % _ # * ? ! ( ) , = @ ; $ '", where, name));
  };
  const DeviceSpec device{id("deviceId", true), id("moduleId", false), text("key", true)};
  if (!base64_decode(device.key)) throw UsageError(where + ": \"key\" is not base64");
  refuse_unknown_keys(entry, where);
  return device;
}

/// "line 2, column 5" of a place in `text`. The parser's own words would quote what stands there.
std::string place_in(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto last_break = before.rfind('\n');
  const auto column = before.size() - (last_break == before.npos ? 0 : last_break + 1) + 1;
  return fmt::format("line {}, column {}", line, column);
}

json parse_json(const std::string& text, const std::string& file) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    throw UsageError(fmt::format("{}: not JSON: see {}", file, place_in(text, error.byte)));
  }
}

/// Keys that others could read are taken from them: only who may run the hub may sign in its name.
void make_private(const std::string& file, const Warn& warn) {
  std::error_code error;
  const auto found = fs::status(file, error);
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  if (error || !fs::exists(found) || (found.permissions() & kOthers) == fs::perms::none) return;
  fs::permissions(file, kOthers, fs::perm_options::remove, error);
  if (error) throw std::runtime_error("cannot make " + file + " private: " + error.message());
  if (warn) warn("others had rights on " + file + "; they have been taken away");
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
  if (fs::exists(key) || fs::exists(certificate)) {
    // Never replaced unasked: clients may trust it already.
    const std::string key_pem = read_file(key, kMaxFile);
    const std::string certificate_pem = read_file(certificate, kMaxFile);
    try {
      return std::make_unique<CertificateAuthority>(certificate_pem, key_pem);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(fmt::format("{} or {}: {}; remove both for a new authority",
                                           certificate, key, error.what()));
    }
  }
  auto made = std::make_unique<CertificateAuthority>("edgesim hub CA", world.wall());
  write_private_file(key, made->private_key_pem());
  write_private_file(certificate, made->certificate_pem());
  return made;
}

}  // namespace

HubFiles::HubFiles(World& world, const std::string& folder, const Warn& warn)
    : world_(world),
      folder_(make_private_folder(folder)),
      authority_(load_authority(world, authority_file(), folder_ + "/ca-key.pem")) {
  for (const char* name : {"/ca-key.pem", "/devices.json", "/connection-string.txt"}) {
    make_private(folder_ + name, warn);
  }
}

std::vector<DeviceSpec> HubFiles::own_devices() {
  const std::string file = folder_ + "/devices.json";
  if (!read_file_if_present(file, kMaxFile).empty()) return read_devices(file);
  const std::vector<DeviceSpec> devices{{"edge-1", "", new_key(world_)},
                                        {"edge-1", "$edgeAgent", new_key(world_)}};
  write_private_file(file, to_json(devices).dump(2) + "\n");
  return devices;
}

bool HubFiles::write_connection_string(const std::string& host_name, const DeviceSpec& device) {
  const std::string module =
      device.module_id.empty() ? "" : ";ModuleId=" + device.module_id;
  const std::string text = fmt::format("HostName={};DeviceId={}{};SharedAccessKey={}\n", host_name,
                                       device.device_id, module, device.key);
  const std::string before = read_file_if_present(connection_string_file(), kMaxFile);
  if (before != text) write_private_file(connection_string_file(), text);
  return !before.empty() && before != text;
}

std::vector<DeviceSpec> read_devices(const std::string& file) {
  const json parsed = parse_json(text_of(file), file);
  if (!parsed.is_array() || parsed.empty()) {
    throw UsageError(file + ": must be a JSON list of at least one device");
  }
  std::vector<DeviceSpec> devices;
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    const auto where = fmt::format("{}: entry {}", file, i + 1);
    const DeviceSpec device = device_of(parsed[i], where);
    const bool again = std::ranges::any_of(devices, [&](const DeviceSpec& other) {
      return other.device_id == device.device_id && other.module_id == device.module_id;
    });
    if (again) throw UsageError(where + ": the same identity has an entry already");
    devices.push_back(device);
  }
  return devices;
}

}  // namespace edge::sim
