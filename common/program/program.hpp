// What the mains of both programs share: a table of subcommands, help, version, unknown commands,
// exit codes, and how an error is told. Not for what a subcommand does: that is its own file's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace edge {

// Exit codes that mean the same in every subcommand; 0 is success, 1 the subcommand's own "no".
inline constexpr int kWrongUsage = 2;
inline constexpr int kProgramFailed = 3;

/// argv, which holds secrets until they are wiped: others see it in the process list.
class ProcessArguments {
 public:
  ProcessArguments(int argc, char** argv);
  const std::vector<std::string>& all() const { return all_; }  // without the program's name
  /// Overwrites every argument of the process that holds `secret`.
  void wipe(std::string_view secret);

 private:
  int argc_;
  char** argv_;
  std::vector<std::string> all_;
};

/// Carries out what was asked; gives the exit code. Throws UsageError for wrong usage.
using CommandAction = std::function<int(ProcessArguments&)>;

struct CommandRow {
  std::string_view name;      // "run"
  std::string_view what;      // one line of help
  std::string_view examples;  // the end of the subcommand's help; exit codes, too
  std::string_view no_words;  // what to write instead of a word that it does not take; or empty
  /// Adds the options to `app`. The result is called when they have been read, and owns them.
  CommandAction (*define)(CLI::App& app) = nullptr;
  /// Instead: reads its arguments itself, as it has subcommands or a separator of its own.
  int (*own)(const std::vector<std::string>& arguments) = nullptr;
  /// Of such a one: adds what it reads, to be described and not to be read.
  void (*describe)(CLI::App& app) = nullptr;
  bool describes_all = false;  // its action looks at the options of all commands
};

struct Program {
  std::string_view name;      // "edgeprobe"
  std::string_view what;      // one sentence
  std::string_view examples;  // the end of the program's help
  std::string version;        // "0.1.0 (1a2b3c4)"
  std::span<const CommandRow> commands;
};

/// How wide text for people is: as the terminal of standard output, within 80 and 100 columns.
std::size_t text_columns();

/// One line on standard error, without secrets: "edgesim: ...".
void tell_error(std::string_view program, const std::string& error);

/// main(): reads the arguments, carries the subcommand out and gives the exit code. What goes wrong
/// is one line on standard error.
int run_program(const Program& program, int argc, char** argv);

}  // namespace edge
