// Questions to a container engine by the Docker-compatible API (docs.docker.com/reference/api), as
// Docker and podman answer it on a socket of the machine. Only questions: nothing is changed. What
// comes back is hostile: bounded in size and time, judged before it is used, escaped before it is
// shown.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/world/real/local_socket.hpp"
#include "probe/engine/engine_socket.hpp"
#include "probe/engine/local_exchange.hpp"

namespace edge::probe {

/// Of an engine's socket or answer.
using EngineError = LocalServiceError;
using EngineLimits = LocalLimits;

class Engine {
 public:
  /// Takes the first of `sockets` at which somebody listens. Throws EngineError: none, or it may
  /// not be opened.
  explicit Engine(const EngineSockets& sockets, EngineLimits limits = {});

  const std::string& socket() const { return socket_; }

  /// The answer to GET `target`. Throws EngineError; NotFound for 404.
  nlohmann::json ask(const std::string& target) const;
  /// The same for what may be of any length: gives the body piece by piece.
  void stream(const std::string& target,
              const std::function<void(std::string_view piece)>& take) const;

 private:
  std::string socket_;
  EngineLimits limits_;
  mutable std::optional<LocalSocket> first_;  // of the first question: an engine logs idle ones
};

}  // namespace edge::probe
