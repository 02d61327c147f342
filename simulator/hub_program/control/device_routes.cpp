#include "simulator/hub_program/control/device_routes.hpp"

#include <fmt/format.h>

#include <set>

#include "common/base/escape.hpp"
#include "simulator/hub_program/control/identity_json.hpp"
#include "simulator/hub_program/control/request_reading.hpp"
#include "simulator/hub_program/hub_files.hpp"
#include "simulator/topology/hub_access.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::uint64_t kMostListed = 10'000;

HttpRefusal device_missing(const Identity& module) {
  return {404, "device-not-found",
          fmt::format("{} is not registered", printable(module.device_id, 130))};
}

bool asks_for_edge(const json& body) {
  const auto capabilities = body.find("capabilities");
  if (capabilities == body.end() || capabilities->is_null()) return false;
  check_keys(*capabilities, "\"capabilities\"", {"iotEdge"});
  const auto edge = capabilities->find("iotEdge");
  if (edge == capabilities->end()) return false;
  if (edge->is_boolean()) return edge->get<bool>();
  throw HttpRefusal(400, "malformed-body", "\"iotEdge\" must be true or false");
}

/// The modules that every edge device has, as the service makes them with it.
void add_edge_modules(DeviceHub& hub, const Identity& device, std::vector<DeviceSpec>& devices) {
  for (const char* name : {"$edgeAgent", "$edgeHub"}) {
    const Identity module{device.device_id, name};
    if (hub.registry().find(module)) continue;
    devices.push_back(device_from_json(hub.world(), module, json::object(), nullptr));
  }
}

}  // namespace

Awaitable<HttpAnswer> list_devices(Control& control, const ControlCall& call) {
  const DeviceHub& hub = *control.hub;
  const auto after = call.query.find("after");
  const std::string begin = after == call.query.end() ? "" : after->second;
  const std::uint64_t limit = number_in(call, "limit", 1000, kMostListed);
  const bool keys = flag_in(call, "keys");
  ordered_json list = ordered_json::array();
  const auto& all = hub.registry().all();
  for (auto each = all.lower_bound({begin, {}}); each != all.end(); ++each) {
    if (list.size() >= limit) break;
    const auto& [identity, device] = *each;
    if (!identity.module_id.empty() || identity.device_id == begin) continue;
    list.push_back(to_json(hub, device, keys));
  }
  co_return json_answer(list);
}

Awaitable<HttpAnswer> add_devices(Control& control, const ControlCall& call) {
  DeviceHub& hub = *control.hub;
  if (!call.body.is_array()) {
    throw HttpRefusal(400, "malformed-body", "the body must be a JSON list of identities");
  }
  std::vector<DeviceSpec> devices;
  std::set<Identity> seen;
  for (const auto& entry : call.body) {
    if (!entry.is_object()) throw HttpRefusal(400, "malformed-body", "an entry is no JSON object");
    const Identity identity{text_in(entry, "deviceId"), text_in(entry, "moduleId")};
    if (!seen.insert(identity).second) {
      throw HttpRefusal(400, "malformed-body", fmt::format("{} has two entries",
                                                       printable(to_string(identity), 300)));
    }
    const bool parent = identity.module_id.empty() || seen.contains({identity.device_id, {}}) ||
                        hub.registry().find({identity.device_id, {}});
    if (!parent) throw device_missing(identity);
    devices.push_back(
        device_from_json(hub.world(), identity, entry, hub.registry().find(identity)));
    if (asks_for_edge(entry)) add_edge_modules(hub, identity, devices);
  }
  hub.put(devices);
  co_return json_answer({{"put", devices.size()}});
}

Awaitable<HttpAnswer> list_modules(Control& control, const ControlCall& call) {
  const DeviceHub& hub = *control.hub;
  known_device(control, call.identity);
  const bool keys = flag_in(call, "keys");
  ordered_json list = ordered_json::array();
  const auto& all = hub.registry().all();
  for (auto each = all.upper_bound(call.identity); each != all.end(); ++each) {
    if (each->first.device_id != call.identity.device_id) break;
    list.push_back(to_json(hub, each->second, keys));
  }
  co_return json_answer(list);
}

Awaitable<HttpAnswer> get_device(Control& control, const ControlCall& call) {
  const DeviceSpec& device = known_device(control, call.identity);
  co_return json_answer(to_json(*control.hub, device, flag_in(call, "keys")));
}

Awaitable<HttpAnswer> put_device(Control& control, const ControlCall& call) {
  DeviceHub& hub = *control.hub;
  const Identity& identity = call.identity;
  const bool module = !identity.module_id.empty();
  if (module && !hub.registry().find({identity.device_id, {}})) throw device_missing(identity);
  const json body = call.body.is_null() ? json::object() : call.body;
  const bool keys = flag_in(call, "keys");
  std::vector<DeviceSpec> devices{
      device_from_json(hub.world(), identity, body, hub.registry().find(identity))};
  if (asks_for_edge(body)) {
    if (module) throw HttpRefusal(400, "malformed-body", "a module has no \"capabilities\"");
    add_edge_modules(hub, identity, devices);
  }
  hub.put(devices);
  co_return json_answer(to_json(hub, known_device(control, identity), keys));
}

Awaitable<HttpAnswer> patch_device(Control& control, const ControlCall& call) {
  DeviceSpec device = known_device(control, call.identity);
  const bool keys = flag_in(call, "keys");
  device.enabled = enabled_in(object_of(call, {"status"}), device.enabled);
  control.hub->put({device});
  co_return json_answer(to_json(*control.hub, device, keys));
}

Awaitable<HttpAnswer> delete_device(Control& control, const ControlCall& call) {
  known_device(control, call.identity);
  control.hub->remove(call.identity);
  HttpAnswer answer;
  answer.status = 204;
  co_return answer;
}

Awaitable<HttpAnswer> get_connection_string(Control& control, const ControlCall& call) {
  const DeviceSpec& device = known_device(control, call.identity);
  const auto access = access_to(*control.hub->behaviour()->service);
  co_return json_answer({{"connectionString", connection_string_of(access.host_name,
                                                                   access.gateway_host_name,
                                                                   device)}});
}

}  // namespace edge::sim
