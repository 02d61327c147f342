#include "common/world/real/environment.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>
#include <iostream>

#include "common/base/escape.hpp"
#include "common/base/key_value.hpp"
#include "common/base/secret_gate.hpp"
#include "common/files/descriptor.hpp"

namespace edge {

std::map<std::string, std::string> environment_variables() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (const auto split = key_value(*entry)) variables.emplace(split->key, split->value);
  }
  return variables;
}

void write_standard_output(std::string_view text) {
  write_all(STDOUT_FILENO, text, "standard output");
}

void write_error_line(std::string_view program, std::string_view text) {
  std::cerr << program << ": " << printable_lines(without_own_secrets(text)) << "\n";
}

void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    // What is written to a closed output is lost, and has to be an error.
    ::open("/dev/null", stream == STDIN_FILENO ? O_RDWR : O_RDONLY);
  }
}

void forbid_core_dumps(bool strictly) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
    limit.rlim_cur = 0;
    ::setrlimit(RLIMIT_CORE, &limit);
  }
  // The limit does not hold for a handler that is given the core by a pipe (core(5)).
  if (strictly) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

std::optional<int> terminal_columns(int descriptor) {
  constexpr int kUsualColumns = 80;  // of terminals that do not tell, such as serial lines
  if (::isatty(descriptor) == 0) return std::nullopt;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

bool wants_colours() {
  const auto variables = environment_variables();
  const auto value = [&](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string{} : found->second;
  };
  return ::isatty(STDOUT_FILENO) != 0 && value("NO_COLOR").empty() && value("TERM") != "dumb";
}

void wipe_argument(char* argument) { ::explicit_bzero(argument, std::strlen(argument)); }

}  // namespace edge
