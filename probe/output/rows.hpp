// The functions behind the rows of probe/output/outputs.cpp, one file each.
#pragma once

#include <string>

#include "probe/output/outputs.hpp"

namespace edge::probe {

std::string render_text(const Report& report, const OutputStyle& style);
std::string render_json(const Report& report, const OutputStyle& style);

}  // namespace edge::probe
