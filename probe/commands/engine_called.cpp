#include "probe/commands/engine_called.hpp"

#include "common/world/real/environment.hpp"

namespace edge::probe {

Engine engine_called(const std::string& option) {
  return Engine(engine_sockets(option, environment_variables()));
}

}  // namespace edge::probe
