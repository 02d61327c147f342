// A LogReport for the person who has the log: the cause and what to do, the attempts as a table,
// then every known text with its first line.
#pragma once

#include <string>

#include "common/report/layout.hpp"
#include "probe/logs/log_report.hpp"

namespace edge::probe {

std::string log_text(const LogReport& report, const TextStyle& options);

}  // namespace edge::probe
