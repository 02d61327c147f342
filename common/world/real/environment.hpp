// What a process gets from outside besides the network: environment variables, a terminal, its
// own command line. For the two mains and the real World; everything else is handed values. Not for
// files: common/files.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// Every environment variable. The only place that reads them.
std::map<std::string, std::string> environment_variables();

/// Throws std::runtime_error with the reason. Goes past std::cout, which must have been flushed.
void write_standard_output(std::string_view text);

/// Columns of the terminal behind a file descriptor; empty if it is none.
std::optional<int> terminal_columns(int descriptor);
/// Whether standard output is a terminal that shows colours; not if NO_COLOR is set (no-color.org).
bool wants_colours();

/// Overwrites an element of main's argv with zeros, so that a secret given on the command line
/// leaves /proc/PID/cmdline and the process list. Copy it first.
void wipe_argument(char* argument);

}  // namespace edge
