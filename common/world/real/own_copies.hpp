// This program several times at once, each with arguments of its own: for what one process cannot
// do side by side, such as being in several network namespaces. Not for other programs.
#pragma once

#include <string>
#include <vector>

namespace edge {

struct OwnCopyResult {
  int exit_code = 0;            // 128 + the number of the signal that ended it
  std::string output, errors;   // what it printed
  bool too_much = false;        // it printed more than is kept, and was ended for that
};

/// Runs a copy for each list of arguments, and waits until all have ended. They have no standard
/// input, and end when this process does. SIGINT, SIGTERM and SIGHUP reach them as SIGTERM; a
/// second one ends everything at once. Throws std::system_error if one cannot be started.
std::vector<OwnCopyResult> run_side_by_side(
    const std::vector<std::vector<std::string>>& argument_lists);

}  // namespace edge
