#include "probe/engine/engine_socket.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/redaction.hpp"
#include "common/base/usage_error.hpp"

namespace edge::probe {
namespace {

/// The variables that name an engine, in the order in which they count.
constexpr const char* kVariables[] = {"DOCKER_HOST", "CONTAINER_HOST"};
constexpr const char* kPlaces[] = {"/var/run/docker.sock", "/run/podman/podman.sock"};
/// Below XDG_RUNTIME_DIR, of engines that run without root.
constexpr const char* kOwnPlaces[] = {"/docker.sock", "/podman/podman.sock"};

}  // namespace

std::string socket_path(const std::string& name, const std::string& text) {
  constexpr std::string_view kScheme = "unix://";
  const std::string path = text.starts_with(kScheme) ? text.substr(kScheme.size()) : text;
  if (path.starts_with('/')) return path;
  throw UsageError(fmt::format("{}: only a socket on this machine is asked: write its path, or "
                               "unix:///path, not {}", name, shown_of_log(text, 80)));
}

EngineSockets engine_sockets(const std::string& option, const Environment& environment) {
  if (!option.empty()) return {{socket_path("--engine", option)}, "--engine"};
  for (const char* name : kVariables) {
    const auto value = value_of(environment, name);
    if (!value.empty()) return {{socket_path(name, value)}, name};
  }
  EngineSockets usual{{std::begin(kPlaces), std::end(kPlaces)}, {}};
  const auto runtime = value_of(environment, "XDG_RUNTIME_DIR");
  if (!runtime.starts_with('/')) return usual;
  for (const char* place : kOwnPlaces) usual.paths.push_back(runtime + place);
  return usual;
}

}  // namespace edge::probe
