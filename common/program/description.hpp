// What a command line takes, as plain data: made of the same options that --help shows, for the
// manual and for the shells' completions.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace edge {

struct OptionDescription {
  std::vector<std::string> names;    // "-o", "--output"; empty: an argument without a name
  std::string value;                 // "DIR"; empty: a flag
  std::vector<std::string> choices;  // the only values it can have; empty: any
  std::string what;
};

struct CommandDescription {
  std::string name;      // "run"; of the program itself "edgesim"
  std::string what;      // one line
  std::string examples;  // the end of its help, as it is printed
  std::vector<OptionDescription> options;
  std::vector<CommandDescription> commands;
};

CommandDescription description_of(const CLI::App& app);

/// The program, then all its commands, each with the words that lead to it: {"lab", "fault"}.
struct CommandPath {
  std::vector<std::string> words;  // without the program's name
  const CommandDescription* command = nullptr;
};
std::vector<CommandPath> all_commands(const CommandDescription& program);

}  // namespace edge
