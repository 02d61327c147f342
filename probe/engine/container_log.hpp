// The log of a container, read through its engine.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "probe/engine/engine.hpp"

namespace edge::probe {

/// All of it, piece by piece, without what the API puts between. Throws EngineError.
void read_container_log(const Engine& engine, const std::string& name,
                        const std::function<void(std::string_view text)>& take);

}  // namespace edge::probe
