// Answers the clients of a lab that is up: status, faults, programs in nodes, the end. Only
// translates between messages and LiveLab.
#pragma once

#include "common/files/descriptor.hpp"
#include "simulator/lab_interactive/live_lab.hpp"

namespace edge::sim {

/// Serves clients on `listening` until one, SIGINT, SIGTERM or SIGHUP ends the lab; programs in its
/// nodes end with that.
///
/// A request is {"do": "status", "format": "text" or "json"}, {"do": "fault-add", "fault", "with"},
/// {"do": "fault-heal", "fault", "with"}, {"do": "down"} or {"do": "exec", "node", "command",
/// "environment", "folder", "terminal"} with three descriptors; while that one's program runs
/// {"signal": NUMBER} goes to it, and a client that goes ends it. The answer is {"text"}, {"exit"}
/// or {"error", "usage"}, with "exit" as well where the program could not be started.
///
/// Gives the connection of the client that asked for the end; invalid after a signal. That client
/// waits until it is closed: close it when nothing of the lab is left.
Descriptor serve_lab(LiveLab& live, int listening);

}  // namespace edge::sim
