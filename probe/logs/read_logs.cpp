#include "probe/logs/read_logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/version.hpp"
#include "common/files/file_error.hpp"
#include "probe/logs/log_findings.hpp"

namespace edge::probe {
namespace {

/// A log may come through a pipe, from a program that goes on for a day.
constexpr std::chrono::milliseconds kWait = std::chrono::hours{25};

void add_signatures(LogReport& report, const LogReader& log, int file) {
  for (const SignatureCount& count : log.counts()) {
    const SignatureRow& row = signature_rows()[count.row];
    if (count.times == 0) continue;
    report.signatures.push_back({.name = std::string(row.name), .component = row.component,
                                 .says = row.says, .means = std::string(row.means),
                                 .code = std::string(code_of(row, count.peer)), .file = file,
                                 .line = count.first_line, .times = count.times,
                                 .last_line = std::ranges::max(count.last_line),
                                 .first = count.first, .quote = count.quote});
  }
}

}  // namespace

LogSource log_file(const std::string& name) {
  return {name, [name](const TakeChunk& take) {
            try {
              if (name == "-") {
                read_standard_input_by_chunks(kWait, take);
              } else {
                read_named_file_by_chunks(name, kWait, take);
              }
            } catch (const FileError& error) {
              throw UsageError(error.what());
            }
          }};
}

LogReport read_logs(const std::vector<LogSource>& sources) {
  std::vector<std::unique_ptr<LogReader>> readers;
  std::vector<const LogReader*> logs;
  for (const LogSource& source : sources) {
    if (std::ranges::count(sources, source.name, &LogSource::name) > 1) {
      throw UsageError(fmt::format("{} is named twice", printable(source.name)));
    }
    LogReader& log = *readers.emplace_back(std::make_unique<LogReader>(source.name));
    source.read([&log](std::string_view chunk) { log.add(chunk); });
    log.finish();
    logs.push_back(&log);
  }
  return report_on(logs);
}

LogReport report_on(const std::vector<const LogReader*>& logs) {
  LogReport report{.program_version = kVersion};
  for (const LogReader* log : logs) {
    const int file = static_cast<int>(report.files.size()) + 1;
    report.files.push_back(log->file());
    const AttemptTimeline& timeline = log->timeline();
    report.attempts_seen += timeline.seen();
    report.rounds += timeline.rounds();
    report.connected += timeline.connected();
    for (LoggedAttempt attempt : timeline.attempts()) {
      attempt.file = file;
      report.attempts.push_back(std::move(attempt));
    }
    add_signatures(report, *log, file);
  }
  report.findings = log_findings(logs);
  report.exit_code = report.findings.empty() ? 0 : kFailureRecognised;
  return report;
}

}  // namespace edge::probe
