#include <fmt/ostream.h>

#include <algorithm>

#include "common/base/colour.hpp"
#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

std::string mark(RunStatus status, TextStyle style) {
  const auto word = status == RunStatus::passed   ? "ok   "
                    : status == RunStatus::failed ? "FAIL "
                                                  : "ERROR";
  if (!style.colours) return word;
  return painted(word, status == RunStatus::passed ? Colour::green : Colour::red);
}

std::string virtual_text(double ms) {
  return duration_text(std::chrono::milliseconds{static_cast<std::int64_t>(ms + 0.5)});
}

std::string elapsed_text(double ms) {
  return ms < 10'000 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.1f} s", ms / 1000);
}

std::string shown(std::string_view text) { return printable(text, text.size()); }

/// Of a run in the lab: what the tolerance of each of its times has been raised by.
std::string lateness_text(const RunRecord& record) {
  return record.machine_late_ms > 0 ? fmt::format("  +{:.0f} ms late", record.machine_late_ms) : "";
}

/// One that was not run is in the summary only.
bool has_line(const RunRecord& record) { return record.status != RunStatus::not_run; }

}  // namespace

void write_text(std::ostream& out, const std::vector<RunRecord>& records, TextStyle style) {
  std::vector<RunRecord> run;
  std::ranges::copy_if(records, std::back_inserter(run), has_line);
  std::size_t name_width = 8, verdict_width = 7;
  for (const auto& record : run) {
    name_width = std::max(name_width, shown(record.name).size());
    verdict_width = std::max(verdict_width, outcome_text(record).size());
  }
  double virtual_ms = 0;
  for (const auto& record : run) {
    virtual_ms += record.virtual_ms;
    fmt::print(out, "{}  {:<{}}  {:<{}}  {:>9} {}  {:>7.1f} ms{}\n", mark(record.status, style),
               shown(record.name), name_width, outcome_text(record), verdict_width,
               virtual_text(record.virtual_ms), style.world, record.real_ms,
               lateness_text(record));
    for (const auto& line : record.mismatches) fmt::print(out, "       {}\n", shown(line));
    for (const auto& line : record.unjudged_times) {
      fmt::print(out, "       not judged, as the machine was late: {}\n", shown(line));
    }
    if (!record.error.empty()) fmt::print(out, "       {}\n", shown(record.error));
    for (const auto& line : record.notes) fmt::print(out, "       note: {}\n", shown(line));
  }
  const auto count = [&](RunStatus status) {
    return std::ranges::count(records, status, &RunRecord::status);
  };
  fmt::print(out, "{} scenario{}: {} ok, {} failed", records.size(),
             records.size() == 1 ? "" : "s", count(RunStatus::passed), count(RunStatus::failed));
  if (const auto unjudged = with_unjudged_times(records)) {
    fmt::print(out, ", {} without times as the machine was late", unjudged);
  }
  if (const auto errors = count(RunStatus::error)) {
    fmt::print(out, ", {} could not be run", errors);
  }
  if (records.size() > run.size()) {
    fmt::print(out, ", {} not run as a signal came", records.size() - run.size());
  }
  fmt::print(out, "; {} of {} time in {}\n", virtual_text(virtual_ms), style.world,
             elapsed_text(style.elapsed_ms));
}

}  // namespace edge::sim
