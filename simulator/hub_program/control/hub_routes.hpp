// The hub itself over the control endpoint: what has arrived, who is connected, how it behaves.
// Each is the handler of a route (routes.hpp).
#pragma once

#include "simulator/hub_program/control/routes.hpp"

namespace edge::sim {

Awaitable<HttpAnswer> list_messages(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> list_connections(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> post_disconnect(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> get_observations(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> list_faults(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> add_fault(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> heal_fault(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> heal_all_faults(Control& control, const ControlCall& call);

}  // namespace edge::sim
