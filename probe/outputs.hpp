// The table of outputs: each row prints a finished report in one form.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"

namespace edge::probe {

struct OutputRow {
  std::string_view name;  // of -o NAME and --report NAME=PATH
  std::string_view what;  // one line for `list outputs`
  /// `log_shown`: the agent's log lines have been printed live and need not be repeated.
  std::string (*render)(const Report&, bool log_shown);
};

std::span<const OutputRow> output_rows();
std::vector<std::string> output_names();

/// Writes `report` in the form called `name`, which must be a row's.
void write_output(std::string_view name, std::ostream& out, const Report& report,
                  bool log_shown = false);

}  // namespace edge::probe
