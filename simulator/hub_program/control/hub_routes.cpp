#include "simulator/hub_program/control/hub_routes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/hub_program/control/request_reading.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::uint64_t kMostMessages = 1000;
constexpr std::size_t kLargestAnswer = 4 << 20;  // bytes of bodies; one message may be larger
constexpr Duration kLongestWait = std::chrono::seconds{60};

struct MessageQuery {
  std::uint64_t after = 0, limit = 0;
  std::string device;  // empty: all
};

/// The elements of a JSON list, as the log has them.
std::string messages_json(const TelemetryLog& arrivals, const MessageQuery& query) {
  std::string list;
  std::size_t count = 0, size = 0;
  const auto& newest = arrivals.newest();
  auto each = std::ranges::upper_bound(newest, query.after, {}, &Arrival::sequence);
  for (; each != newest.end() && count < query.limit; ++each) {
    if (!query.device.empty() && each->from.device_id != query.device) continue;
    size += each->body.size();
    if (size > kLargestAnswer && count > 0) break;
    if (count++ > 0) list += ',';
    append_json(list, *each);
  }
  return list;
}

Duration wait_in(const ControlCall& call) {
  const auto found = call.query.find("wait");
  if (found == call.query.end()) return {};
  const auto wait = parse_duration(found->second, kLongestWait);
  if (wait) return *wait;
  throw HttpRefusal(400, "malformed-parameter", "'wait' must be a duration up to 60s");
}

ordered_json faults_json(const Behaviours& behaviours) {
  ordered_json list = ordered_json::array();
  for (const auto& active : behaviours.active()) {
    ordered_json entry{{"name", active.fault}};
    for (const auto& [name, value] : active.with) entry[name] = json_of(value);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Awaitable<HttpAnswer> list_messages(Control& control, const ControlCall& call) {
  TelemetryLog& arrivals = control.hub->telemetry();
  World& world = control.hub->world();
  const auto device = call.query.find("device");
  const MessageQuery query{number_in(call, "after", 0, UINT64_MAX),
                           number_in(call, "limit", 100, kMostMessages),
                           device == call.query.end() ? "" : device->second};
  const Instant until = world.now() + wait_in(call);
  std::string list = messages_json(arrivals, query);
  while (list.empty() && world.now() < until) {
    arrivals.more().reset();
    auto waiting = arrivals.more().wait_result();
    if (!co_await with_deadline(world, until, std::move(waiting))) break;
    list = messages_json(arrivals, query);
  }
  const auto& newest = arrivals.newest();
  HttpAnswer answer;
  answer.body = fmt::format("{{\"messages\":[{}],\"oldest\":{},\"newest\":{}}}\n", list,
                            newest.empty() ? 0 : newest.front().sequence, arrivals.last());
  co_return answer;
}

Awaitable<HttpAnswer> list_connections(Control& control, const ControlCall&) {
  ordered_json list = ordered_json::array();
  for (const auto& [identity, session] : control.hub->sessions().served()) {
    list.push_back(to_json(identity));
  }
  co_return json_answer(list);
}

Awaitable<HttpAnswer> post_disconnect(Control& control, const ControlCall& call) {
  known_device(control, call.identity);
  DeviceSession* session = control.hub->sessions().find(call.identity);
  if (!session) throw HttpRefusal(404, "device-not-online", "nobody is connected for it");
  session->end(hub_error(404104));
  co_return json_answer(to_json(call.identity));
}

Awaitable<HttpAnswer> get_observations(Control& control, const ControlCall&) {
  const HubObservations& seen = control.hub->observations();
  co_return json_answer({{"connections", seen.connections},
                         {"opens", seen.opens},
                         {"authorized", seen.authorised},
                         {"links", seen.links},
                         {"messages", seen.messages},
                         {"lost", seen.lost ? ordered_json(*seen.lost) : ordered_json()},
                         {"reconnects", seen.reconnects},
                         {"thrownOff", seen.thrown_off}});
}

Awaitable<HttpAnswer> list_faults(Control& control, const ControlCall&) {
  co_return json_answer(faults_json(control.behaviours));
}

Awaitable<HttpAnswer> add_fault(Control& control, const ControlCall& call) {
  if (!call.body.is_object()) {
    throw HttpRefusal(400, "malformed-body", "the body must be an object");
  }
  Behaviours::Active wanted;
  wanted.fault = text_in(call.body, "name");
  if (wanted.fault.empty()) throw HttpRefusal(400, "malformed-body", "\"name\" is missing");
  bool odd = false;
  for (const auto& [name, value] : call.body.items()) {
    if (name == "name") continue;
    wanted.with[name] = written_from(value);
    odd = odd || !wanted.with[name].odd.empty();
  }
  try {
    control.behaviours.add(std::move(wanted));
  } catch (const std::invalid_argument& error) {
    throw HttpRefusal(400, odd ? "malformed-body" : "fault-refused", printable(error.what()));
  }
  control.change(control.behaviours.service());
  co_return json_answer(faults_json(control.behaviours));
}

Awaitable<HttpAnswer> heal_fault(Control& control, const ControlCall& call) {
  if (!control.behaviours.heal(call.fault)) {
    throw HttpRefusal(404, "fault-not-active", "this fault is not active");
  }
  control.change(control.behaviours.service());
  co_return json_answer(faults_json(control.behaviours));
}

Awaitable<HttpAnswer> heal_all_faults(Control& control, const ControlCall&) {
  control.behaviours.heal_all();
  control.change(control.behaviours.service());
  co_return json_answer(faults_json(control.behaviours));
}

}  // namespace edge::sim
