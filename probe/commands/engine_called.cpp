#include "probe/commands/engine_called.hpp"

#include "common/world/real/environment.hpp"

namespace edge::probe {

Engine engine_called(const std::string& option) {
  return Engine(engine_sockets(option, environment_variables()));
}

EngineAnswer ask_engine(const std::string& option) {
  const auto sockets = engine_sockets(option, environment_variables());
  try {
    return {read_engine_state(Engine(sockets)), {}};
  } catch (const EngineError& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace edge::probe
