// The table of what the control endpoint can be asked.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/hub_program/control/control.hpp"
#include "simulator/hub_program/control/refusal.hpp"

namespace edge::sim {

/// A request as its handler sees it.
struct ControlCall {
  Identity identity;   // of {device} and {module}
  std::string fault;   // of {fault}
  std::map<std::string, std::string> query;  // only what the route allows
  nlohmann::json body;      // null: none came
  std::string if_match;     // the header's value; empty: none
};

struct ControlRoute {
  std::string_view method;
  std::string_view path;   // "/devices/{device}[/modules/{module}]"; what is in [] may be absent
  std::string_view query;  // parameters it takes: "after=N, limit=N"; empty: none
  std::string_view words;  // one line, for help and documentation
  /// `call` and `control` outlive it. Throws HttpRefusal.
  Awaitable<HttpAnswer> (*handle)(Control& control, const ControlCall& call);
};

std::span<const ControlRoute> control_routes();

/// "path?query" as a request names it. Throws HttpRefusal: 400 for what is malformed, 404 and 405.
struct ControlTarget {
  const ControlRoute* route = nullptr;
  ControlCall call;
};
ControlTarget find_control_route(const std::string& method, std::string_view target);

}  // namespace edge::sim
