// The container engine that commands ask, by their option --engine and the environment.
#pragma once

#include <string>

#include "probe/engine/engine.hpp"

namespace edge::probe {

/// `option`: of --engine; may be empty. Throws EngineError, or UsageError for what names no socket.
Engine engine_called(const std::string& option);

}  // namespace edge::probe
