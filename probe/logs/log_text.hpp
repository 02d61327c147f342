// A LogReport for the person who has the log: the cause and what to do, the attempts as a table,
// then every known text with its first line.
#pragma once

#include <cstddef>
#include <string>

#include "probe/logs/log_report.hpp"

namespace edge::probe {

struct LogTextOptions {
  std::size_t width = 100;  // columns
  bool colours = false;
};

std::string log_text(const LogReport& report, const LogTextOptions& options);

}  // namespace edge::probe
