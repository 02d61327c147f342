// Logs by their names, read, judged and put into one report: what `edgeprobe logs` does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/files/named_file.hpp"
#include "probe/logs/log_report.hpp"

namespace edge::probe {

inline constexpr int kFailureRecognised = 1;

class LogReader;

/// What a log is called, and how it is read: piece by piece to its end. Throws UsageError for what
/// cannot be read.
struct LogSource {
  std::string name;
  std::function<void(const TakeChunk& take)> read;
};

/// "-" is standard input.
LogSource log_file(const std::string& name);

/// Throws UsageError for what cannot be read, is no log, or is named twice.
LogReport read_logs(const std::vector<LogSource>& sources);

/// Of logs that were read to their ends.
LogReport report_on(const std::vector<const LogReader*>& logs);

}  // namespace edge::probe
