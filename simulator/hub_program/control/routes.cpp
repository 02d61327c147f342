#include "simulator/hub_program/control/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/escape.hpp"
#include "common/iothub/names.hpp"
#include "common/iothub/sas_token.hpp"
#include "simulator/hub_program/control/cloud_routes.hpp"
#include "simulator/hub_program/control/device_routes.hpp"
#include "simulator/hub_program/control/hub_routes.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kIdentity = "/devices/{device}[/modules/{module}]";
constexpr std::string_view kTwin = "/twins/{device}[/modules/{module}]";

constexpr std::array kRoutes{
    ControlRoute{"GET", "/devices", "after=ID, limit=1000, keys=true",
                 "devices, in the order of their ids", list_devices},
    ControlRoute{"POST", "/devices", "", "adds or replaces many, given as a list", add_devices},
    ControlRoute{"GET", kIdentity, "keys=true", "one identity, its keys only if asked", get_device},
    ControlRoute{"PUT", kIdentity, "keys=true", "adds or replaces it; makes keys not given",
                 put_device},
    ControlRoute{"PATCH", kIdentity, "keys=true", "enables or disables it", patch_device},
    ControlRoute{"DELETE", kIdentity, "", "removes it and all it left behind", delete_device},
    ControlRoute{"GET", "/devices/{device}/modules", "keys=true", "the modules of a device",
                 list_modules},
    ControlRoute{"GET", "/devices/{device}[/modules/{module}]/connection-string", "",
                 "what a client is given, with the key", get_connection_string},
    ControlRoute{"POST", "/devices/{device}[/modules/{module}]/disconnect", "",
                 "ends its connection, as the service may at any time", post_disconnect},
    ControlRoute{"POST", "/devices/{device}/messages", "", "sends it a message", post_message},
    ControlRoute{"GET", kTwin, "", "its twin", get_twin},
    ControlRoute{"PATCH", kTwin, "", "merges into the desired half; null deletes", patch_twin},
    ControlRoute{"PUT", kTwin, "", "replaces the desired half", put_twin},
    ControlRoute{"POST", "/twins/{device}[/modules/{module}]/methods", "",
                 "invokes a method and waits for the answer", post_method},
    ControlRoute{"GET", "/messages", "after=N, limit=100, wait=10s, device=ID",
                 "what devices have sent; waits for the next if there is none", list_messages},
    ControlRoute{"GET", "/connections", "", "who is connected", list_connections},
    ControlRoute{"GET", "/observations", "", "what the hub has counted", get_observations},
    ControlRoute{"GET", "/faults", "", "the behaviours that are switched on", list_faults},
    ControlRoute{"POST", "/faults", "", "switches one on: a row of `edgesim list faults`",
                 add_fault},
    ControlRoute{"DELETE", "/faults", "", "heals all", heal_all_faults},
    ControlRoute{"DELETE", "/faults/{fault}", "", "heals one", heal_fault},
};

[[noreturn]] void malformed(const std::string& what) {
  throw HttpRefusal(400, "malformed-target", what);
}

std::string value_of(const Result<std::string>& decoded) {
  if (!decoded) malformed("a % is not followed by two hexadecimal digits");
  return *decoded;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = std::min(text.find(at), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Fills in what `pattern`, which has no [], names in {}; false if `path` is another.
bool matches(std::string_view pattern, std::string_view path, ControlCall& call) {
  const auto wanted = split(pattern, '/'), given = split(path, '/');
  if (wanted.size() != given.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool is_name = wanted[i].starts_with('{');
    if (!is_name && wanted[i] != given[i]) return false;
    if (!is_name) continue;
    const std::string value = value_of(percent_decode(given[i]));
    if (value.empty()) return false;
    (wanted[i] == "{device}"   ? call.identity.device_id
     : wanted[i] == "{module}" ? call.identity.module_id
                               : call.fault) = value;
  }
  return true;
}

/// `pattern` with the part in [], and without.
std::vector<std::string> forms_of(std::string_view pattern) {
  const auto open = pattern.find('['), close = pattern.find(']');
  if (open == pattern.npos) return {std::string(pattern)};
  const std::string before(pattern.substr(0, open)), after(pattern.substr(close + 1));
  return {before + after, before + std::string(pattern.substr(open + 1, close - open - 1)) + after};
}

bool allows(const ControlRoute& route, const std::string& name) {
  for (auto part : split(route.query, ',')) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (!part.empty() && part.substr(0, part.find('=')) == name) return true;
  }
  return false;
}

void read_query(const ControlRoute& route, std::string_view query, ControlCall& call) {
  if (query.empty()) return;
  for (const auto part : split(query, '&')) {
    const auto equals = std::min(part.find('='), part.size());
    const std::string name = value_of(url_decode(part.substr(0, equals)));
    if (name == "api-version") continue;  // clients of the real service send it
    if (!allows(route, name)) {
      throw HttpRefusal(400, "unknown-parameter",
                        fmt::format("unknown parameter '{}'; known here: {}", printable(name, 64),
                                route.query.empty() ? "none" : route.query));
    }
    call.query[name] = value_of(url_decode(part.substr(std::min(equals + 1, part.size()))));
  }
}

}  // namespace

std::span<const ControlRoute> control_routes() { return kRoutes; }

ControlTarget find_control_route(const std::string& method, std::string_view target) {
  if (!target.starts_with('/')) malformed("the target must be a path");
  const auto question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  std::string others;
  for (const auto& route : kRoutes) {
    for (const auto& form : forms_of(route.path)) {
      ControlTarget found{&route, {}};
      if (!matches(form, path, found.call)) continue;
      if (route.method == method) {
        read_query(route, target.substr(std::min(question + 1, target.size())), found.call);
        return found;
      }
      others += (others.empty() ? "" : ", ") + std::string(route.method);
    }
  }
  if (!others.empty()) {
    throw HttpRefusal(405, "method-not-allowed", "this path can be asked with: " + others);
  }
  throw HttpRefusal(404, "no-such-path", "there is no such path; `edgesim list routes` shows all");
}

}  // namespace edge::sim
