// Which socket the container engine answers at: what an option or the environment names, else the
// places of Docker and podman.
#pragma once

#include <string>
#include <vector>

#include "probe/environment/variables.hpp"

namespace edge::probe {

struct EngineSockets {
  std::vector<std::string> paths;  // to be tried in order
  std::string named_by;            // "--engine", "DOCKER_HOST"; empty: the usual places
};

/// `option` (--engine) and the variables are a path or unix:///path. Throws UsageError for other
/// forms, such as tcp://, which is not asked.
EngineSockets engine_sockets(const std::string& option, const Environment& environment);

/// A path, or unix:///path, that `name` (an option or a variable) gives. Throws UsageError for what
/// is no socket on this machine.
std::string socket_path(const std::string& name, const std::string& text);

}  // namespace edge::probe
