// argv and the environment -> what to do. Throws UsageError; prints nothing and opens no socket.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probe/attempt/options.hpp"
#include "probe/commands/credentials.hpp"

namespace edge::probe {

struct ReportFile {
  std::string format;  // row of outputs.cpp
  std::string path;
};

enum class Action { run, plan, explain, list, say };

struct Command {
  Action action = Action::say;
  Options options;
  std::string format = "text";         // -o
  std::vector<ReportFile> reports;     // --report
  std::string topic;                   // explain CODE, list WHAT
  bool markdown = false;               // list --markdown
  std::string text;                    // help or version, for `say`
  std::vector<std::string> warnings;   // for stderr, before anything else
  std::vector<std::string> secrets;    // argument texts to wipe from the process list
};

/// Reads what the command line refers to: a file's content, or standard input for "-".
using ReadSource = std::function<std::string(const std::string& path)>;

Command parse_command_line(const std::vector<std::string>& arguments,
                           const Environment& environment, const ReadSource& read);

}  // namespace edge::probe
