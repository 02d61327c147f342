#include "simulator/hub_program/hub_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "common/base/bytes.hpp"
#include "common/base/json_text.hpp"
#include "common/base/utf8.hpp"
#include "common/iothub/base64.hpp"
#include "common/report/json_problem.hpp"
#include "common/report/timestamp.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void put_body(ordered_json& object, const std::string& body) {
  if (is_utf8(body)) {
    object["body"] = body;
  } else {
    object["bodyBase64"] = base64_encode(as_bytes(body));
  }
}

/// Whether JSON takes a character as it is.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = ' '; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

/// Appends `text` as a JSON string if that takes no more than backslashes before quotes and
/// backslashes; false, and nothing appended, if not.
bool append_simple(std::string& line, std::string_view text) {
  const std::size_t begun = line.size();
  line += '"';
  while (true) {
    const auto plain = std::ranges::find_if_not(
        text, [](char c) { return kPlain[static_cast<std::uint8_t>(c)]; });
    line.append(text.begin(), plain);
    if (plain == text.end()) break;
    if (*plain != '"' && *plain != '\\') {
      line.resize(begun);
      return false;
    }
    line.append({'\\', *plain});
    text = {plain + 1, text.end()};
  }
  line += '"';
  return true;
}

void append_text(std::string& line, std::string_view text) {
  if (!append_simple(line, text)) line += json_text(ordered_json(text));
}

/// With its name: "body", or "bodyBase64" for bytes that are no UTF-8.
void append_body(std::string& line, const std::string& body) {
  const std::size_t begun = line.size();
  line += ",\"body\":";
  if (append_simple(line, body)) return;
  if (is_utf8(body)) {
    line += json_text(ordered_json(body));
    return;
  }
  line.resize(begun);
  append_text(line += ",\"bodyBase64\":", base64_encode(as_bytes(body)));
}

void append_properties(std::string& line, const std::map<std::string, std::string>& properties) {
  line += '{';
  for (const char* separator = ""; const auto& [name, value] : properties) {
    append_text(line += separator, name);
    append_text(line += ':', value);
    separator = ",";
  }
  line += '}';
}

/// Any whole number of I-JSON (RFC 7493 section 2.2), which leaves room to count on.
template <class T>
void read_number(const json& object, const char* name, T& value) {
  constexpr std::uint64_t kLargest =
      std::min<std::uint64_t>(std::numeric_limits<T>::max(), (std::uint64_t{1} << 53) - 1);
  const json& number = object.at(name);
  if (!number.is_number_unsigned() || number.get<std::uint64_t>() > kLargest) {
    throw std::invalid_argument(
        fmt::format("\"{}\" must be a whole number from 0 to {}", name, kLargest));
  }
  number.get_to(value);
}

WallTime time_of(const json& value) {
  const auto time = parse_iso(value.get<std::string>());
  if (!time) throw std::invalid_argument("a time is not in ISO 8601's form");
  return *time;
}

ordered_json to_json(const CloudMessage& message) {
  ordered_json object{{"messageId", message.id},
                      {"properties", message.properties},
                      {"enqueuedTime", iso_text(message.enqueued)},
                      {"sequence", message.sequence},
                      {"deliveries", message.deliveries}};
  if (message.expires) object["expiryTime"] = iso_text(*message.expires);
  put_body(object, message.body);
  return object;
}

CloudMessage cloud_message_from(const json& object) {
  CloudMessage message;
  object.at("messageId").get_to(message.id);
  object.at("properties").get_to(message.properties);
  message.enqueued = time_of(object.at("enqueuedTime"));
  read_number(object, "sequence", message.sequence);
  read_number(object, "deliveries", message.deliveries);
  if (object.contains("expiryTime")) message.expires = time_of(object["expiryTime"]);
  message.body = body_of(object);
  return message;
}

}  // namespace

std::string body_of(const json& object) {
  const bool text = object.contains("body"), bytes = object.contains("bodyBase64");
  if (text && bytes) throw std::invalid_argument("\"body\" and \"bodyBase64\" exclude each other");
  if (text) {
    const json& body = object["body"];
    return body.is_string() ? body.get<std::string>() : json_text(body);
  }
  if (!bytes) return {};
  const json& encoded = object["bodyBase64"];
  const auto decoded =
      encoded.is_string() ? base64_decode(encoded.get<std::string>()) : std::nullopt;
  if (!decoded) throw std::invalid_argument("\"bodyBase64\" is not base64");
  return std::string(as_text(*decoded));
}

ordered_json to_json(const Identity& identity) {
  ordered_json object{{"deviceId", identity.device_id}};
  if (!identity.module_id.empty()) object["moduleId"] = identity.module_id;
  return object;
}

void append_json(std::string& line, const Arrival& arrival) {
  line.append("{\"sequence\":").append(std::to_string(arrival.sequence));
  const auto put = [&](std::string_view name, std::string_view text) {
    append_text(line.append(name), text);
  };
  const auto put_if_any = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) put(name, text);
  };
  put(",\"deviceId\":", arrival.from.device_id);
  put_if_any(",\"moduleId\":", arrival.from.module_id);
  put(",\"enqueuedTime\":", iso_text(arrival.at));
  put_if_any(",\"messageId\":", arrival.message_id);
  put_if_any(",\"contentType\":", arrival.content_type);
  put_if_any(",\"contentEncoding\":", arrival.content_encoding);
  append_properties(line += ",\"properties\":", arrival.properties);
  append_body(line, arrival.body);
  line += '}';
}

std::string json_of(const Arrival& arrival) {
  std::string line;
  append_json(line, arrival);
  return line;
}

Arrival arrival_from_json(const json& object) {
  Arrival arrival;
  read_number(object, "sequence", arrival.sequence);
  object.at("deviceId").get_to(arrival.from.device_id);
  arrival.from.module_id = object.value("moduleId", "");
  arrival.at = time_of(object.at("enqueuedTime"));
  arrival.message_id = object.value("messageId", "");
  arrival.content_type = object.value("contentType", "");
  arrival.content_encoding = object.value("contentEncoding", "");
  object.at("properties").get_to(arrival.properties);
  arrival.body = body_of(object);
  return arrival;
}

ordered_json to_json(const DeviceState& state) {
  ordered_json waiting = ordered_json::array();
  for (const auto& message : state.waiting) waiting.push_back(to_json(message));
  return {{"desired", ordered_json::parse(state.twin.desired)},
          {"desiredVersion", state.twin.desired_version},
          {"reported", ordered_json::parse(state.twin.reported)},
          {"reportedVersion", state.twin.reported_version},
          {"waiting", waiting},
          {"nextSequence", state.next_sequence}};
}

std::string state_problem(std::string_view text, const std::exception& error) {
  if (auto problem = json_problem(text)) return *problem;
  const bool ours = dynamic_cast<const std::invalid_argument*>(&error) != nullptr;
  return ours ? error.what() : "a value is missing, or of another kind";
}

DeviceState state_from_json(const json& object) {
  DeviceState state;
  state.twin.desired = json_text(object.at("desired"));
  state.twin.reported = json_text(object.at("reported"));
  read_number(object, "desiredVersion", state.twin.desired_version);
  read_number(object, "reportedVersion", state.twin.reported_version);
  for (const auto& message : object.at("waiting")) {
    state.waiting.push_back(cloud_message_from(message));
  }
  read_number(object, "nextSequence", state.next_sequence);
  return state;
}

}  // namespace edge::sim
