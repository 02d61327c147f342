#include "simulator/hub_program/control/identity_json.hpp"

#include <fmt/format.h>

#include "simulator/hub_program/control/request_reading.hpp"
#include "simulator/hub_program/devices_file.hpp"
#include "simulator/hub_program/hub_files.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kSas = "sas";
constexpr const char* kSelfSigned = "selfSigned";
constexpr const char* kAuthority = "certificateAuthority";

const char* type_of(const DeviceSpec& device) {
  if (!device.key.empty()) return kSas;
  return device.thumbprints.empty() ? kAuthority : kSelfSigned;
}

ordered_json authentication_json(const DeviceSpec& device, bool with_keys) {
  ordered_json object{{"type", type_of(device)}};
  if (with_keys && !device.key.empty()) {
    object["symmetricKey"] = {{"primaryKey", device.key}, {"secondaryKey", device.secondary_key}};
  }
  if (!device.thumbprints.empty()) {
    ordered_json& prints = object["x509Thumbprint"];
    prints["primaryThumbprint"] = device.thumbprints[0];
    if (device.thumbprints.size() > 1) prints["secondaryThumbprint"] = device.thumbprints[1];
  }
  return object;
}

json part_of(const json& object, const char* name,
             std::initializer_list<std::string_view> allowed) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return json::object();
  check_keys(*found, std::string("\"") + name + "\"", allowed);
  return *found;
}

void forget_credentials(DeviceSpec& device) {
  device.key.clear();
  device.secondary_key.clear();
  device.thumbprints.clear();
  device.authority_signed = false;
}

void read_authentication(World& world, const json& authentication, DeviceSpec& device) {
  check_keys(authentication, "\"authentication\"", {"type", "symmetricKey", "x509Thumbprint"});
  const DeviceSpec before = device;
  forget_credentials(device);
  const std::string type = text_in(authentication, "type", kSas);
  for (const auto& [part, of] : {std::pair{"symmetricKey", kSas},
                                std::pair{"x509Thumbprint", kSelfSigned}}) {
    if (!authentication.contains(part) || authentication[part].is_null() || type == of) continue;
    throw HttpRefusal(400, "malformed-body",
                      fmt::format("\"{}\" belongs to \"type\": \"{}\"", part, of));
  }
  if (type == kSas) {
    const json keys = part_of(authentication, "symmetricKey", {"primaryKey", "secondaryKey"});
    const auto key = [&](const char* name, const std::string& otherwise) {
      const std::string given = text_in(keys, name, otherwise);
      return given.empty() ? new_key(world) : given;
    };
    device.key = key("primaryKey", before.key);
    device.secondary_key = key("secondaryKey", before.secondary_key);
  } else if (type == kSelfSigned) {
    const json prints = part_of(authentication, "x509Thumbprint",
                                {"primaryThumbprint", "secondaryThumbprint"});
    for (const char* name : {"primaryThumbprint", "secondaryThumbprint"}) {
      const std::string print = text_in(prints, name);
      if (!print.empty()) device.thumbprints.push_back(print);
    }
    if (device.thumbprints.empty()) {
      throw HttpRefusal(400, "malformed-body", "\"x509Thumbprint\" needs a \"primaryThumbprint\"");
    }
  } else if (type == kAuthority) {
    device.authority_signed = true;
  } else {
    throw HttpRefusal(400, "malformed-body",
                      "\"type\" must be sas, selfSigned or certificateAuthority");
  }
}

}  // namespace

ordered_json to_json(const DeviceHub& hub, const DeviceSpec& device, bool with_keys) {
  const Identity identity = identity_of(device);
  ordered_json object = to_json(identity);
  object["status"] = device.enabled ? "enabled" : "disabled";
  object["connectionState"] = hub.sessions().find(identity) ? "Connected" : "Disconnected";
  object["authentication"] = authentication_json(device, with_keys);
  if (identity.module_id.empty()) {
    const auto state = hub.states().find(identity);
    object["cloudToDeviceMessageCount"] =
        state == hub.states().end() ? 0 : state->second.waiting.size();
    object["capabilities"] = {
        {"iotEdge", hub.registry().find({identity.device_id, "$edgeAgent"}) != nullptr}};
  }
  return object;
}

bool enabled_in(const json& body, bool otherwise) {
  const std::string status = text_in(body, "status", otherwise ? "enabled" : "disabled");
  if (status == "enabled" || status == "disabled") return status == "enabled";
  throw HttpRefusal(400, "malformed-body", "\"status\" must be enabled or disabled");
}

DeviceSpec device_from_json(World& world, const Identity& identity, const json& body,
                            const DeviceSpec* before) {
  check_keys(body, "the identity",
             {"deviceId", "moduleId", "status", "authentication", "capabilities"});
  const bool same = text_in(body, "deviceId", identity.device_id) == identity.device_id &&
                    text_in(body, "moduleId", identity.module_id) == identity.module_id;
  if (!same) {
    throw HttpRefusal(400, "malformed-body", "the body names another identity than the path");
  }
  DeviceSpec device = before ? *before : DeviceSpec{};
  device.device_id = identity.device_id;
  device.module_id = identity.module_id;
  device.enabled = enabled_in(body, true);
  const auto authentication = body.find("authentication");
  if (authentication != body.end() && !authentication->is_null()) {
    read_authentication(world, *authentication, device);
  } else if (!before) {
    device.key = new_key(world);
    device.secondary_key = new_key(world);
  }
  const std::string problem = device_problem(device);
  if (!problem.empty()) throw HttpRefusal(400, "malformed-identity", problem);
  return device;
}

}  // namespace edge::sim
