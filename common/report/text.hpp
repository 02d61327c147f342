// A Report as text for the technician who has to act on it: the agent's log, every stage with what
// was seen, the paths, and last, next to the prompt, the verdicts. At most `width` columns
// but for the log, whose lines are the agent's.
#pragma once

#include <string>

#include "common/report/report.hpp"

namespace edge {

struct TextOptions {
  bool log = true;          // false: the lines have been shown already, as they happened
  std::size_t width = 100;   // columns
  bool colours = false;      // of results and verdicts, for a terminal
};

/// A verdict with all its words, below an empty line; the `first` of several is called that.
std::string verdict_text(const Verdict& verdict, bool first, const TextOptions& options);

std::string report_text(const Report& report, const TextOptions& options = {});

/// "2017-11-28 18:46:19Z [INF] - text", or with a severity "<6> 2026-11-29 20:50:25.123 +00:00
/// [INF] - text"; exceptions on lines of their own; without a newline at the end.
std::string log_line_text(const LogLine& line);

}  // namespace edge
