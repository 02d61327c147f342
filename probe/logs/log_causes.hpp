// Causes that logs name and a run of the probe does not see, since they are the host's, the
// registry's or the engine's: with the rows of probe/verdicts, all that `edgeprobe logs` can say.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace edge::probe {

struct LogCauseRow {
  std::string_view code;
  std::string_view title;  // half a line, as a verdict's
  std::string_view fix;
  std::string_view instead_of{};  // verdict of all ports, where the log has tried one alone
};

std::span<const LogCauseRow> log_cause_rows();

/// What a code means and what to do, whichever of the two tables has it; nothing else is a code.
struct CodeWords {
  std::string title, fix;
  std::size_t rank = 0;    // of two causes the lower one comes first
  bool of_verdict = false; // of the way to the hub
};
CodeWords words_of(std::string_view code);
/// Whether one of the tables has it.
bool is_known_code(std::string_view code);

}  // namespace edge::probe
