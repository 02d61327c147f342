// The container engine that commands ask, by their option --engine and the environment.
#pragma once

#include <optional>
#include <string>

#include "probe/engine/engine_state.hpp"

namespace edge::probe {

/// `option`: of --engine; may be empty. Throws EngineError, or UsageError for what names no socket.
Engine engine_called(const std::string& option);

/// What the engine says, or why it says nothing.
struct EngineAnswer {
  std::optional<EngineState> state;
  std::string why_not;
};

/// An engine that is not there, or does not answer, is a fact. Throws UsageError for what names no
/// socket.
EngineAnswer ask_engine(const std::string& option);

}  // namespace edge::probe
