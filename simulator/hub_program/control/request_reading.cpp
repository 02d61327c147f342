#include "simulator/hub_program/control/request_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"

namespace edge::sim {

const nlohmann::json& object_of(const ControlCall& call,
                                std::initializer_list<std::string_view> allowed) {
  check_keys(call.body, "the body", allowed);
  return call.body;
}

void check_keys(const nlohmann::json& object, std::string_view what,
                std::initializer_list<std::string_view> allowed) {
  if (!object.is_object()) {
    throw HttpRefusal(400, "malformed-body", fmt::format("{} must be a JSON object", what));
  }
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::count(allowed, key) > 0) continue;
    throw HttpRefusal(400, "unknown-key", fmt::format("unknown key \"{}\" in {}; known: {}",
                                                  printable(key, 64), what,
                                                  fmt::join(allowed, ", ")));
  }
}

std::string text_in(const nlohmann::json& object, const char* name, const std::string& otherwise) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return otherwise;
  if (!found->is_string()) {
    throw HttpRefusal(400, "malformed-body", fmt::format("\"{}\" must be a text", name));
  }
  return found->get<std::string>();
}

std::uint64_t number_in(const ControlCall& call, const char* name, std::uint64_t otherwise,
                        std::uint64_t largest) {
  const auto found = call.query.find(name);
  if (found == call.query.end()) return otherwise;
  const auto number = whole_number<std::uint64_t>(found->second);
  if (number && *number <= largest) return *number;
  throw HttpRefusal(400, "malformed-parameter",
                    fmt::format("'{}' must be a whole number from 0 to {}", name, largest));
}

bool flag_in(const ControlCall& call, const char* name) {
  const auto found = call.query.find(name);
  if (found == call.query.end() || found->second == "false") return false;
  if (found->second == "true") return true;
  throw HttpRefusal(400, "malformed-parameter", fmt::format("'{}' must be true or false", name));
}

const DeviceSpec& known_device(Control& control, const Identity& identity) {
  const DeviceSpec* device = control.hub->registry().find(identity);
  if (device) return *device;
  const bool module = !identity.module_id.empty() &&
                      control.hub->registry().find({identity.device_id, {}});
  throw HttpRefusal(404, module ? "module-not-found" : "device-not-found",
                    fmt::format("{} is not registered", printable(to_string(identity), 300)));
}

}  // namespace edge::sim
