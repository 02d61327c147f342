// The table of outputs: each row prints a finished report in one form.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"

namespace edge::probe {

struct OutputStyle {
  bool log_shown = false;  // the agent's log lines were printed live and need not be repeated
  bool colours = false;
  std::size_t width = 100;  // columns
};

struct OutputRow {
  std::string_view name;  // of -o NAME and --report NAME=PATH
  std::string_view what;  // one line for `list outputs`
  std::string (*render)(const Report&, const OutputStyle&);
  bool live = false;       // what has happened is shown while the run goes on
};

std::span<const OutputRow> output_rows();
std::vector<std::string> output_names();
/// The row of a name that is known to have one.
const OutputRow& output_called(std::string_view name);

/// Writes `report` in the form called `name`, which must be a row's.
void write_output(std::string_view name, std::ostream& out, const Report& report,
                  const OutputStyle& style = {});

}  // namespace edge::probe
