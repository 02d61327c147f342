// What `edgesim hub` prints on standard output when it is ready: one line of JSON.
#pragma once

#include "simulator/hub/control/control.hpp"
#include "simulator/hub/hub_files.hpp"

namespace edge::sim {

/// `control` may be null. The connection string's file is null if the hub has no identity.
void print_ready(const Hub& hub, const ControlServer* control, const HubFiles& files,
                 bool has_connection_string);

}  // namespace edge::sim
