// The forms in which `edgesim run` shows its results. Pure: each gets all records, in order.
#pragma once

#include <ostream>
#include <string_view>
#include <vector>

#include "simulator/run_output/record.hpp"

namespace edge::sim {

struct TextStyle {
  bool colours = false;
  std::string_view world = "virtual";  // whose time a run's own duration is
  double elapsed_ms = 0;               // of all runs; side by side they take less than their sum
};

/// One line per scenario, the mismatches below it, then a summary.
void write_text(std::ostream& out, const std::vector<RunRecord>& records, TextStyle style);
/// Each run as a line of time, with its tries, instead: seconds and, below them, a row for each
/// attempt. A and W begin where the log says so, a and w are the further tries; : and . what goes
/// on when the agent has gone on; C connected, X exits, R begins anew.
void write_timelines(std::ostream& out, const std::vector<RunRecord>& records);
/// {"program", "version", "world", "passed", "failed", "errors", "without_times", "scenarios":
/// [...]}; of a run that a signal ended also "interrupted": true and how many were "not_run".
void write_json(std::ostream& out, const std::vector<RunRecord>& records, std::string_view world);
/// The JUnit form that CI servers read: one testsuite, one testcase per scenario.
void write_junit(std::ostream& out, const std::vector<RunRecord>& records);

}  // namespace edge::sim
