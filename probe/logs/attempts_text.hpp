// The attempts of logs as a table. For log_text.cpp.
#pragma once

#include <cstddef>
#include <string>

#include "probe/logs/log_report.hpp"

namespace edge::probe {

/// Empty where there were none.
std::string attempts_text(const LogReport& report, std::size_t width);

}  // namespace edge::probe
