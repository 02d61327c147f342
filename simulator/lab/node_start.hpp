// Starts a program inside a node of the lab, as a child of a first process of its own: it, and all
// that it starts, end with that one, which ends with this process. Not for waiting or for output.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/world/real/network_namespace.hpp"

namespace edge::sim {

/// Descriptors that become a program's standard input, output and error output.
struct StandardStreams {
  int input = -1, output = -1, errors = -1;  // required
};

/// Where a program finds its files: a folder in memory that no other process sees and that is gone
/// with the program, however that or this process ends.
inline const std::string kProgramFiles = "/.edgesim/";

struct NodeProgram {
  std::vector<std::string> command;                // required: path, or name in PATH; arguments
  std::map<std::string, std::string> environment;  // all of it
  /// Name in kProgramFiles -> text. Required: what node_files() gives, which stands in /etc, too.
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> secrets;  // the same, mode 0600
  std::string working_folder = "/";   // "/" where this one is not to be had
  bool one_output = false;            // what it prints as errors goes into the output, in order
  std::size_t kept = 64 << 20;        // bytes: the last so many of what it prints
  bool terminal = false;              // its standard input becomes its controlling terminal
};

/// Exit codes of a first process whose program was not there or could not be executed, as shells'.
inline constexpr int kNotFound = 127, kNotExecutable = 126;

/// Gives the pid of the first process, whose exit code is the program's (128 + signal, as a shell
/// says it); SIGKILL ends everything, other signals go on to the program. `complaint` is the write
/// end of a close-on-exec pipe: one line about the step that failed, or nothing once the program
/// runs. Throws std::system_error when there can be no process.
pid_t start_in_node(const NetworkNamespace& where, NodeProgram program, StandardStreams streams,
                    int complaint);

}  // namespace edge::sim
