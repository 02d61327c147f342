// The functions behind the rows of probe/outputs.cpp, one file each.
#pragma once

#include <string>

#include "common/report/report.hpp"

namespace edge::probe {

std::string render_text(const Report& report, bool log_shown);
std::string render_json(const Report& report, bool log_shown);

}  // namespace edge::probe
