// Logs by their names, read, judged and put into one report: what `edgeprobe logs` does.
#pragma once

#include <string>
#include <vector>

#include "probe/logs/log_report.hpp"

namespace edge::probe {

inline constexpr int kFailureRecognised = 1;

class LogReader;

/// "-" is standard input. Throws UsageError for what cannot be read or is no log.
LogReport read_logs(const std::vector<std::string>& names);

/// Of logs that were read to their ends.
LogReport report_on(const std::vector<const LogReader*>& logs);

}  // namespace edge::probe
