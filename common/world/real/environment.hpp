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

/// A closed standard stream's number must not become another file's: what is read of it is empty,
/// what is written to it fails. First thing in main().
void open_standard_streams();

/// "edgeprobe: text" on standard error, without the process's own secrets.
void write_error_line(std::string_view program, std::string_view text);

/// No core file of this process, nor of those it starts, unless they ask for one. With `strictly`
/// no crash handler gets its memory either, nor a debugger of the same user: for programs that hold
/// keys, but not for one that sets up namespaces for its children, as the files of its /proc/PID
/// then belong to root.
void forbid_core_dumps(bool strictly);

/// Columns of the terminal behind a file descriptor; empty if it is none.
std::optional<int> terminal_columns(int descriptor);
/// Whether standard output is a terminal that shows colours; not if NO_COLOR is set (no-color.org).
bool wants_colours();

/// Overwrites an element of main's argv with zeros, so that a secret given on the command line
/// leaves /proc/PID/cmdline and the process list. Copy it first.
void wipe_argument(char* argument);

}  // namespace edge
