// Questions to a container engine by the Docker-compatible API (docs.docker.com/reference/api), as
// Docker and podman answer it on a socket of the machine. Only questions: nothing is changed. What
// comes back is hostile: bounded in size and time, judged before it is used, escaped before it is
// shown.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/usage_error.hpp"
#include "common/world/real/local_socket.hpp"
#include "common/world/time.hpp"
#include "probe/engine/engine_socket.hpp"

namespace edge::probe {

/// One line that names the socket and what is wrong with it or its answer.
class EngineError : public UsageError {
 public:
  using UsageError::UsageError;
};

/// HTTP 404.
class NotFound : public EngineError {
 public:
  using EngineError::EngineError;
};

struct EngineLimits {
  Duration answer = std::chrono::seconds{10};  // for one whole answer; of a log for each piece
  std::uint64_t bytes = 16 << 20;              // of an answer that is JSON
};

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
