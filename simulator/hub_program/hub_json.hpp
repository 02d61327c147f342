// What a hub keeps, as JSON: in the files of its state folder, and messages in the control
// endpoint's answers too. Not the identities: devices_file.hpp.
#pragma once

#include <nlohmann/json.hpp>

#include "simulator/hub/device_state.hpp"
#include "simulator/hub/telemetry_log.hpp"

namespace edge::sim {

/// {"deviceId": ...}, and "moduleId" if it is a module.
nlohmann::ordered_json to_json(const Identity& identity);

/// {"sequence", "deviceId", "moduleId", "enqueuedTime", "messageId", "contentType",
/// "contentEncoding", "properties", "body"} on one line; bytes that are no UTF-8 stand in
/// "bodyBase64" instead. Text at once, because a hub writes it for each message: by way of a JSON
/// value it took more time than all else that is done for one.
void append_json(std::string& line, const Arrival& arrival);
std::string json_of(const Arrival& arrival);
/// The inverse. Throws std::exception for anything else.
Arrival arrival_from_json(const nlohmann::json& object);

nlohmann::ordered_json to_json(const DeviceState& state);
/// The inverse. Throws std::exception for anything else.
DeviceState state_from_json(const nlohmann::json& object);
/// Why reading `text` as one of them gave `error`, without quoting it.
std::string state_problem(std::string_view text, const std::exception& error);

/// The bytes of "body" or "bodyBase64"; a "body" that is no text is taken as JSON. Throws
/// std::invalid_argument when there are both, or bytes that are no base64.
std::string body_of(const nlohmann::json& object);

}  // namespace edge::sim
