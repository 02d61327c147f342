#include <fmt/ostream.h>

#include <algorithm>
#include <sstream>

#include "common/base/json_text.hpp"
#include "common/base/xml_text.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

/// What a user's program printed.
std::string output(const RunRecord& record) {
  std::istringstream lines(record.exec.at("output").get<std::string>());
  std::string text;
  for (std::string line; std::getline(lines, line);) text += xml_text(line) + "\n";
  return text;
}

bool is_skipped(const RunRecord& record) {
  const bool says_nothing = record.status == RunStatus::passed && !record.nothing_compared.empty();
  return record.status == RunStatus::not_run || says_nothing;
}

/// Why, for one that is_skipped().
std::string why_skipped(const RunRecord& record) {
  if (record.status == RunStatus::passed) return xml_text(record.nothing_compared);
  return record.error.empty() ? "the run was interrupted" : xml_text(record.error);
}

void write_case(std::ostream& out, const RunRecord& record) {
  fmt::print(out, "  <testcase classname=\"scenarios\" name=\"{}\" file=\"{}\" "
                  "time=\"{:.6f}\">\n",
             xml_text(record.name), xml_text(record.file), record.real_ms / 1000);
  if (!record.why.empty()) {
    fmt::print(out, "    <properties><property name=\"why\" value=\"{}\"/></properties>\n",
               xml_text(record.why));
  }
  if (record.status == RunStatus::failed) {
    fmt::print(out, "    <failure message=\"{}\">\n", xml_text(record.mismatches.front()));
    fmt::print(out, "{}: {}\n", xml_text(record.file), xml_text(record.why));
    for (const auto& line : record.mismatches) fmt::print(out, "{}\n", xml_text(line));
    fmt::print(out, "    </failure>\n");
  }
  if (is_skipped(record)) {
    fmt::print(out, "    <skipped message=\"{}\"/>\n  </testcase>\n", why_skipped(record));
    return;
  }
  if (record.status == RunStatus::error) {  // nothing ran to its end that could have said more
    fmt::print(out, "    <error message=\"{}\"/>\n  </testcase>\n", xml_text(record.error));
    return;
  }
  if (!record.exec.is_null()) {
    fmt::print(out, "    <system-out>{}; the hub saw {}\n{}</system-out>\n  </testcase>\n",
               xml_text(outcome_text(record)), xml_text(json_text(record.exec.at("hub"))),
               output(record));
    return;
  }
  fmt::print(out, "    <system-out>verdict {}, agent's exit {}, {:.3f} ms of virtual time",
             xml_text(record.verdict), record.exit_code, record.virtual_ms);
  for (const auto& line : record.unjudged_times) {
    fmt::print(out, "\nnot judged, as the machine was late: {}", xml_text(line));
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
             std::ranges::count_if(records, is_skipped), seconds);
  for (const auto& record : records) write_case(out, record);
  fmt::print(out, "</testsuite>\n");
}

}  // namespace edge::sim
