// What a hub's sockets and files have of those that the process may open (`ulimit -n`): devices get
// what is left after a reserve, so that no number of connections keeps a file from being written.
#pragma once

#include <cstddef>
#include <string>

namespace edge::sim {

struct OpenFiles {
  std::size_t allowed = 0;  // to the process
  std::size_t open = 0;     // at the start
  std::size_t control = 0;  // connections to the control endpoint
};

/// The largest number of devices' connections, `wanted` or what is left for them. Throws
/// std::runtime_error that names the limit if nothing is.
std::size_t connections_within(const OpenFiles& files, std::size_t wanted);

/// What to tell the user who gets fewer than are wanted; empty: nothing.
std::string complaint_about(const OpenFiles& files, std::size_t wanted);

}  // namespace edge::sim
