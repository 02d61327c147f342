#include "simulator/hub_program/devices_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/names.hpp"
#include "common/report/json_problem.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kKnown = {
    "deviceId", "moduleId", "key", "secondaryKey", "thumbprints", "authoritySigned", "enabled"};
constexpr std::size_t kThumbprint = 64;  // SHA-256 in hexadecimal

/// What a complaint says after the place of the entry.
class Problem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string text_of(const json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end()) return {};
  if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
    throw Problem(fmt::format("\"{}\" must be a text that is not empty", name));
  }
  return found->get<std::string>();
}

bool flag_of(const json& entry, const char* name, bool otherwise) {
  const auto found = entry.find(name);
  if (found == entry.end()) return otherwise;
  if (!found->is_boolean()) throw Problem(fmt::format("\"{}\" must be true or false", name));
  return found->get<bool>();
}

std::vector<std::string> thumbprints_of(const json& entry) {
  const auto found = entry.find("thumbprints");
  if (found == entry.end()) return {};
  const auto is_text = [](const json& element) { return element.is_string(); };
  if (!found->is_array() || !std::ranges::all_of(*found, is_text)) {
    throw Problem("\"thumbprints\" must be a list of texts");
  }
  return found->get<std::vector<std::string>>();
}

DeviceSpec device_of(const json& entry) {
  if (!entry.is_object()) throw Problem("\"deviceId\" must be a text that is not empty");
  for (const auto& [key, value] : entry.items()) {
    if (std::ranges::count(kKnown, key) > 0) continue;
    throw Problem(fmt::format("unknown key \"{}\"; known: {}", printable(key, 40),
                              fmt::join(kKnown, ", ")));
  }
  DeviceSpec device;
  device.device_id = text_of(entry, "deviceId");
  device.module_id = text_of(entry, "moduleId");
  device.key = text_of(entry, "key");
  device.secondary_key = text_of(entry, "secondaryKey");
  device.thumbprints = thumbprints_of(entry);
  device.authority_signed = flag_of(entry, "authoritySigned", false);
  device.enabled = flag_of(entry, "enabled", true);
  if (const auto problem = device_problem(device); !problem.empty()) throw Problem(problem);
  return device;
}

bool is_thumbprint(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  return text.size() == kThumbprint && text.find_first_not_of(kDigits) == std::string::npos;
}

/// On one line, as a connection string has it.
bool is_key(const std::string& text) {
  const auto is_space = [](unsigned char c) { return c <= ' '; };
  return base64_decode(text) && std::ranges::none_of(text, is_space);
}

}  // namespace

std::string device_problem(const DeviceSpec& device) {
  const std::pair<const char*, bool> ids[] = {
      {"deviceId", is_identity(device.device_id)},
      {"moduleId", device.module_id.empty() || is_identity(device.module_id)}};
  for (const auto& [name, good] : ids) {
    if (good) continue;
    return fmt::format("\"{}\" must be 1 to 128 letters, digits and "
                       "- : . + % _ # * ? ! ( ) , = @ ; $ '", name);
  }
  if (device.key.empty() && device.thumbprints.empty() && !device.authority_signed) {
    return "\"key\" is missing; or give \"thumbprints\" or \"authoritySigned\"";
  }
  if (!is_key(device.key)) return "\"key\" is not base64";
  if (!is_key(device.secondary_key)) return "\"secondaryKey\" is not base64";
  if (!std::ranges::all_of(device.thumbprints, is_thumbprint)) {
    return "\"thumbprints\" must be SHA-256 in 64 hexadecimal digits";
  }
  return {};
}

std::vector<DeviceSpec> read_devices(const std::string& file) {
  try {
    return devices_of(read_named_file(file, {kMaxDevicesFile}), file);
  } catch (const FileError& error) {
    throw UsageError(error.what());
  }
}

std::vector<DeviceSpec> devices_of(std::string_view text, const std::string& file) {
  const json parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded()) {
    throw UsageError(fmt::format("{}: {}", file, json_problem(text).value_or("not JSON")));
  }
  if (!parsed.is_array()) throw UsageError(file + ": must be a JSON list of devices");
  std::vector<DeviceSpec> devices;
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    const auto refuse = [&](const std::string& what) {
      throw UsageError(fmt::format("{}: entry {}: {}", file, i + 1, what));
    };
    try {
      devices.push_back(device_of(parsed[i]));
    } catch (const Problem& problem) {
      refuse(problem.what());
    }
    const DeviceSpec& device = devices.back();
    if (!seen.emplace(device.device_id, device.module_id).second) {
      refuse("the same identity has an entry already");
    }
  }
  return devices;
}

std::string devices_text(const std::vector<DeviceSpec>& devices) {
  std::string text = "[";
  for (const auto& device : devices) {
    nlohmann::ordered_json entry{{"deviceId", device.device_id}};
    if (!device.module_id.empty()) entry["moduleId"] = device.module_id;
    if (!device.key.empty()) entry["key"] = device.key;
    if (!device.secondary_key.empty()) entry["secondaryKey"] = device.secondary_key;
    if (!device.thumbprints.empty()) entry["thumbprints"] = device.thumbprints;
    if (device.authority_signed) entry["authoritySigned"] = true;
    if (!device.enabled) entry["enabled"] = false;
    text += (text.size() == 1 ? "\n" : ",\n") + json_text(entry);
  }
  return text + "\n]\n";
}

}  // namespace edge::sim
