#include <fmt/ostream.h>

#include <algorithm>
#include <sstream>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

/// U+FFFE and U+FFFF, which are no characters, become U+FFFD.
std::string only_characters(std::string text) {
  constexpr std::string_view kLead = "\xef\xbf";
  for (auto at = text.find(kLead); at != std::string::npos; at = text.find(kLead, at + 3)) {
    if (text[at + 2] == '\xbe' || text[at + 2] == '\xbf') text[at + 2] = '\xbd';
  }
  return text;
}

/// XML 1.0 has no place for either, nor for control characters, hence printable() first.
std::string xml(std::string_view text) {
  std::string escaped;
  for (const char c : only_characters(printable(text, 4096))) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

/// What a user's program printed.
std::string output(const RunRecord& record) {
  std::istringstream lines(record.exec.at("output").get<std::string>());
  std::string text;
  for (std::string line; std::getline(lines, line);) text += xml(line) + "\n";
  return text;
}

void write_case(std::ostream& out, const RunRecord& record) {
  fmt::print(out, "  <testcase classname=\"scenarios\" name=\"{}\" file=\"{}\" "
                  "time=\"{:.6f}\">\n",
             xml(record.name), xml(record.file), record.real_ms / 1000);
  if (!record.why.empty()) {
    fmt::print(out, "    <properties><property name=\"why\" value=\"{}\"/></properties>\n",
               xml(record.why));
  }
  if (record.status == RunStatus::failed) {
    fmt::print(out, "    <failure message=\"{}\">\n", xml(record.mismatches.front()));
    fmt::print(out, "{}: {}\n", xml(record.file), xml(record.why));
    for (const auto& line : record.mismatches) fmt::print(out, "{}\n", xml(line));
    fmt::print(out, "    </failure>\n");
  }
  if (record.status == RunStatus::not_run) {
    fmt::print(out, "    <skipped message=\"{}\"/>\n  </testcase>\n",
               record.error.empty() ? "the run was interrupted" : xml(record.error));
    return;
  }
  if (record.status == RunStatus::error) {
    fmt::print(out, "    <error message=\"{}\"/>\n", xml(record.error));
  }
  if (!record.exec.is_null()) {
    fmt::print(out, "    <system-out>{}; the hub saw {}\n{}</system-out>\n  </testcase>\n",
               xml(outcome_text(record)), xml(json_text(record.exec.at("hub"))), output(record));
    return;
  }
  fmt::print(out, "    <system-out>verdict {}, agent's exit {}, {:.3f} ms of virtual time",
             xml(record.verdict), record.exit_code, record.virtual_ms);
  for (const auto& line : record.unjudged_times) {
    fmt::print(out, "\nnot judged, as the machine was late: {}", xml(line));
  }
  fmt::print(out, "</system-out>\n  </testcase>\n");
}

}  // namespace

void write_junit(std::ostream& out, const std::vector<RunRecord>& records) {
  double seconds = 0;
  for (const auto& record : records) seconds += record.real_ms / 1000;
  const auto count = [&](RunStatus status) {
    return std::ranges::count(records, status, &RunRecord::status);
  };
  fmt::print(out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<testsuite name=\"edgesim\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "skipped=\"{}\" time=\"{:.6f}\">\n",
             records.size(), count(RunStatus::failed), count(RunStatus::error),
             count(RunStatus::not_run), seconds);
  for (const auto& record : records) write_case(out, record);
  fmt::print(out, "</testsuite>\n");
}

}  // namespace edge::sim
