// What the cloud sends to devices over the control endpoint: messages, methods, changes of twins.
// Each is the handler of a route (routes.hpp); what it causes is the hub's.
#pragma once

#include "simulator/hub_program/control/routes.hpp"

namespace edge::sim {

Awaitable<HttpAnswer> post_message(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> post_method(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> get_twin(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> patch_twin(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> put_twin(Control& control, const ControlCall& call);

}  // namespace edge::sim
