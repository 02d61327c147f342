// What a container engine says of a container: whether it runs, how it ended, its networks, its
// environment. By GET /containers/NAME/json of the Docker-compatible API, in which podman leaves
// some out.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/world/time.hpp"
#include "probe/engine/engine.hpp"

namespace edge::probe {

struct ContainerPlace {
  std::string network, address;
};

/// Its texts are as the engine gives them: hostile.
struct Container {
  std::string id, name, image;
  std::string status;              // "running", "exited", "restarting", "created", ...
  bool running = false, paused = false, out_of_memory = false;
  bool terminal = false;           // its log is one stream, not two joined ones
  std::uint32_t process = 0;       // of its first one, as the engine's machine counts; 0: none
  int exit_code = 0;
  int restarts = 0;                // by the engine itself
  std::string restart_policy;      // "always", "no", ...
  std::string error;               // why it could not be started
  std::optional<WallTime> started, finished;
  std::vector<ContainerPlace> networks;
  std::vector<std::string> name_servers;  // that it was given on its own
  Environment environment;
  std::vector<std::string> published;     // "443/tcp on 0.0.0.0:443"
};

/// Of an answer to GET /containers/NAME/json. What is missing or of another kind is left out.
Container parse_container(const nlohmann::json& answer);
/// RFC 3339 as engines write it, with any fraction; nothing for the year 1, which is "never".
std::optional<WallTime> engine_time(const std::string& text);

/// `name` is a name, or the beginning of an id. Throws EngineError, which names the container that
/// is not there and those that are.
Container inspect_container(const Engine& engine, const std::string& name);
/// Names of all containers, those that do not run too; at most so many as are worth telling.
std::vector<std::string> container_names(const Engine& engine);

/// What can stand in a target as a container's name. Throws UsageError that begins with `where`.
std::string checked_container_name(const std::string& where, const std::string& name);

}  // namespace edge::probe
