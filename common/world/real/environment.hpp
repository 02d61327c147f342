// What a process gets from outside besides the network: environment variables, files, a terminal,
// its own command line. For the two mains and the real World; everything else is handed values.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// Every environment variable. The only place that reads them.
std::map<std::string, std::string> environment_variables();

/// The whole file. Throws std::runtime_error that names the path and the reason, also when the file
/// has more than `max_bytes`.
std::string read_file(const std::string& path, std::size_t max_bytes);

/// As read_file, but a file that does not exist reads as empty.
std::string read_file_if_present(const std::string& path, std::size_t max_bytes);

/// Standard input up to its end; throws as read_file does.
std::string read_standard_input(std::size_t max_bytes);

/// Whose end a written file is to survive: the program's, or the machine's too, which takes
/// milliseconds.
enum class Survives { program, machine };

/// Writes a file that only its owner can read (mode 0600), whole or not at all: a temporary file in
/// the same folder is renamed over `path`. Throws std::runtime_error that names the path.
void write_private_file(const std::string& path, std::string_view text,
                        Survives end = Survives::machine);

/// Throws std::runtime_error, naming path and reason, if write_file(path) could not begin now.
/// Changes nothing.
void check_writable(const std::string& path);

/// Writes `text` to `path`, whole or not at all: a temporary file beside it is renamed over it, so
/// that an older file stays until the new one is complete. Devices, pipes and the like (/dev/stdout
/// as well) are written to directly. Throws std::runtime_error that names the path.
void write_file(const std::string& path, std::string_view text);

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
