// The functions behind the rows of probe/outputs.cpp, one file each.
#pragma once

#include <string>

#include "probe/outputs.hpp"

namespace edge::probe {

std::string render_text(const Report& report, const OutputStyle& style);
std::string render_json(const Report& report, const OutputStyle& style);

}  // namespace edge::probe
