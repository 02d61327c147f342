// The registry's part of the control endpoint: who may connect. Each is the handler of a route
// (routes.hpp), whose comment says what it may throw.
#pragma once

#include "simulator/hub_program/control/routes.hpp"

namespace edge::sim {

Awaitable<HttpAnswer> list_devices(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> add_devices(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> list_modules(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> get_device(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> put_device(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> patch_device(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> delete_device(Control& control, const ControlCall& call);
Awaitable<HttpAnswer> get_connection_string(Control& control, const ControlCall& call);

}  // namespace edge::sim
