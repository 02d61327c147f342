// Logs as texts, read and reported.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "probe/logs/log_reader.hpp"
#include "probe/logs/read_logs.hpp"

namespace edge::probe::test {

/// `text` in pieces of at most `piece` bytes.
inline void read_in_pieces(LogReader& reader, std::string_view text, std::size_t piece = 1 << 16) {
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    reader.add(text.substr(0, piece));
  }
  reader.finish();
}

inline LogReport report_of(std::string_view text, std::size_t piece = 1 << 16) {
  LogReader reader("log");
  read_in_pieces(reader, text, piece);
  return report_on({&reader});
}

/// "connection-refused likely", in the order of the report.
inline std::vector<std::string> codes_of(const LogReport& report) {
  std::vector<std::string> codes;
  for (const LogFinding& one : report.findings) {
    codes.push_back(one.code + " " + std::string(name_of(one.confidence)) +
                    (one.severity == Severity::warning ? " warning" : ""));
  }
  return codes;
}

/// "amqp 30000 ms next-way used-up", without what the log does not have.
inline std::vector<std::string> attempts_of(const LogReport& report) {
  std::vector<std::string> attempts;
  for (const LoggedAttempt& one : report.attempts) {
    std::string words = one.transport;
    if (one.took) words += " " + std::to_string(one.took->count() / 1000000) + " ms";
    words += " " + std::string(name_of(one.end));
    if (one.kind != GapKind::unknown) words += " " + std::string(name_of(one.kind));
    attempts.push_back(words);
  }
  return attempts;
}

inline std::vector<std::string> signatures_of(const LogReport& report) {
  std::vector<std::string> names;
  for (const SeenSignature& one : report.signatures) names.push_back(one.name);
  return names;
}

}  // namespace edge::probe::test
