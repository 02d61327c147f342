// The container engine's part of what `edgeprobe host` prints.
#pragma once

#include <string>

#include "probe/host/engine_report.hpp"

namespace edge::probe {

std::string engine_text(const EngineFact& engine, std::size_t width);

}  // namespace edge::probe
