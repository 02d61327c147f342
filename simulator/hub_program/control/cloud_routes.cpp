#include "simulator/hub_program/control/cloud_routes.hpp"

#include <fmt/format.h>

#include "common/base/json_text.hpp"
#include "common/base/whole_number.hpp"
#include "simulator/hub/twin_document.hpp"
#include "simulator/hub_program/control/json_text.hpp"
#include "simulator/hub_program/control/request_reading.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

struct CallRow {
  CallErrc error;
  int status;
  const char* code;
};

constexpr CallRow kCallRows[] = {
    {CallErrc::unknown_identity, 404, "device-not-found"},
    {CallErrc::queue_full, 403, "queue-full"},
    {CallErrc::too_large, 413, "too-large"},
    {CallErrc::not_json, 400, "malformed-body"},
    {CallErrc::too_deep, 400, "too-deep"},
    {CallErrc::reserved_name, 400, "reserved-name"},
    {CallErrc::wrong_version, 412, "wrong-version"},
    {CallErrc::not_connected, 404, "device-not-online"},
    {CallErrc::not_listening, 404, "method-not-listened-for"},
    {CallErrc::timed_out, 504, "device-timed-out"},
};

template <class T>
T value_of(Result<T> result) {
  if (result) return std::move(*result);
  for (const auto& row : kCallRows) {
    if (result.error() == row.error) {
      throw HttpRefusal(row.status, row.code, result.error().message());
    }
  }
  throw std::runtime_error(result.error().message());
}

CloudMessage message_from(const ControlCall& call, WallTime now) {
  const json& body = object_of(call, {"body", "bodyBase64", "messageId", "properties",
                                      "expiresInSeconds"});
  CloudMessage message;
  try {
    message.body = body_of(body);
  } catch (const std::invalid_argument& error) {
    throw HttpRefusal(400, "malformed-body", error.what());
  }
  message.id = text_in(body, "messageId");
  const json properties = body.value("properties", json::object());
  if (!properties.is_object()) {
    throw HttpRefusal(400, "malformed-body", "\"properties\" must be a JSON object");
  }
  for (const auto& [name, value] : properties.items()) {
    message.properties[name] = value.is_string() ? value.get<std::string>() : json_text(value);
  }
  if (body.contains("expiresInSeconds")) {
    constexpr std::int64_t kLongest = 48 * 3600;  // as the service's own limit
    const json& seconds = body["expiresInSeconds"];
    if (!seconds.is_number_integer() || seconds < 1 || seconds > kLongest) {
      throw HttpRefusal(400, "malformed-body", "\"expiresInSeconds\" must be 1 to 172800");
    }
    message.expires = now + std::chrono::seconds{seconds.get<std::int64_t>()};
  }
  return message;
}

/// The entity tag of a twin is the version of its desired half.
std::uint64_t expected_version(const ControlCall& call) {
  std::string_view tag = call.if_match;
  if (tag.empty() || tag == "*" || tag == "\"*\"") return 0;
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
  }
  const auto version = whole_number<std::uint64_t>(tag);
  if (version.value_or(0) > 0) return *version;
  throw HttpRefusal(400, "malformed-header", "If-Match must be the \"etag\" of the twin, or *");
}

/// Written as text, as the twin's halves are.
HttpAnswer twin_answer(Control& control, const Identity& identity, const Twin& twin) {
  const std::string etag = fmt::format("\"{}\"", twin.desired_version);
  ordered_json object = to_json(identity);
  object["etag"] = etag;
  object["status"] = known_device(control, identity).enabled ? "enabled" : "disabled";
  object["connectionState"] = control.hub->sessions().find(identity) ? "Connected" : "Disconnected";
  HttpAnswer answer = json_answer(object);
  answer.body.erase(answer.body.rfind('}'));
  answer.body += ",\"properties\":" + to_json(twin) + "}\n";
  answer.fields.emplace_back("ETag", etag);
  return answer;
}

std::string desired_of(const ControlCall& call) {
  const json& body = object_of(call, {"properties"});
  const json properties = body.value("properties", json());
  check_keys(properties, "\"properties\"", {"desired"});
  const json desired = properties.value("desired", json());
  if (!desired.is_object()) {
    throw HttpRefusal(400, "malformed-body", "\"desired\" must be a JSON object");
  }
  return json_text(desired);
}

Duration method_time(const json& body, const char* name, int shortest, int otherwise) {
  constexpr int kLongest = 300;
  const json seconds = body.value(name, json(otherwise));
  if (!seconds.is_number_integer() || seconds < shortest || seconds > kLongest) {
    throw HttpRefusal(400, "malformed-body",
                      fmt::format("\"{}\" must be {} to {}", name, shortest, kLongest));
  }
  return std::chrono::seconds{seconds.get<int>()};
}

}  // namespace

Awaitable<HttpAnswer> post_message(Control& control, const ControlCall& call) {
  DeviceHub& hub = *control.hub;
  known_device(control, call.identity);
  CloudMessage message = message_from(call, hub.clock());
  const CloudMessage queued =
      value_of(hub.cloud_messages().enqueue(call.identity, std::move(message)));
  co_return json_answer({{"messageId", queued.id}, {"sequence", queued.sequence}}, 201);
}

Awaitable<HttpAnswer> get_twin(Control& control, const ControlCall& call) {
  known_device(control, call.identity);
  const Twin twin = value_of(control.hub->twins().read(call.identity));
  co_return twin_answer(control, call.identity, twin);
}

Awaitable<HttpAnswer> patch_twin(Control& control, const ControlCall& call) {
  known_device(control, call.identity);
  const std::uint64_t expected = expected_version(call);
  const Twin twin =
      value_of(control.hub->twins().patch_desired(call.identity, desired_of(call), expected));
  co_return twin_answer(control, call.identity, twin);
}

Awaitable<HttpAnswer> put_twin(Control& control, const ControlCall& call) {
  known_device(control, call.identity);
  const std::uint64_t expected = expected_version(call);
  const Twin twin =
      value_of(control.hub->twins().replace_desired(call.identity, desired_of(call), expected));
  co_return twin_answer(control, call.identity, twin);
}

Awaitable<HttpAnswer> post_method(Control& control, const ControlCall& call) {
  known_device(control, call.identity);
  const json& body = object_of(call, {"methodName", "payload", "responseTimeoutInSeconds",
                                      "connectTimeoutInSeconds"});
  const std::string name = text_in(body, "methodName");
  if (name.empty()) throw HttpRefusal(400, "malformed-body", "\"methodName\" is missing");
  const auto payload = body.find("payload");
  const std::string sent = payload == body.end() ? "" : json_text(*payload);
  const MethodTimes times{method_time(body, "connectTimeoutInSeconds", 0, 0),
                          method_time(body, "responseTimeoutInSeconds", 1, 30)};
  auto invoking = control.hub->methods().invoke(call.identity, name, sent, times);
  const MethodAnswer answer = value_of(co_await std::move(invoking));
  json returned = answer.payload.empty() ? json() : parse_shallow_json(answer.payload);
  if (returned.is_discarded()) returned = answer.payload;  // no JSON, or too deep to be written
  co_return json_answer({{"status", answer.status}, {"payload", returned}});
}

}  // namespace edge::sim
