#include "common/program/program.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <sstream>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/rows.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/iothub/misplaced_secrets.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/program/argument_hints.hpp"
#include "common/world/real/environment.hpp"

namespace edge {
namespace {

/// Before anything can be said of them.
void guard_surroundings(const ProcessArguments& arguments) {
  for (const auto& argument : arguments.all()) guard_argument(argument);
  for (const auto& [name, value] : environment_variables()) guard_variable(value);
}

void refuse_unknown(const Program& program, const std::vector<std::string>& arguments) {
  std::vector<std::string_view> names;
  for (const CommandRow& row : program.commands) names.push_back(row.name);
  if (!arguments.empty()) refuse_unknown_command({arguments.front()}, names);
}

/// Of a field that is known to hold a secret, no value is too short to be one.
void tell(const Program& program, const std::string& error) {
  write_error_line(program.name,
                   without_signatures(without_secrets(without_own_secrets(error))));
}

/// An argument that the command does not take.
std::string unexpected(const Program& program, const CLI::App& app, const CLI::ExtrasError& error) {
  // CLI11 quotes arguments it did not expect; printable() leaves out what is a secret of them.
  const std::string text = printable(error.what());
  const auto parsed = app.get_subcommands();
  const auto* row = parsed.empty() ? nullptr
                                   : find_row(program.commands, parsed.front()->get_name(),
                                              &CommandRow::name);
  const auto left = app.remaining(true);
  const bool word = !left.empty() && !left.front().starts_with('-');
  if (row && word && !row->no_words.empty()) return text + "; " + std::string(row->no_words);
  return text + option_hint(app);
}

/// Help or version, printed.
int say(const CLI::App& app, const CLI::Success& asked) {
  std::ostringstream text;
  app.exit(asked, text, text);
  write_standard_output(text.str());
  return 0;
}

int read_and_run(const Program& program, ProcessArguments& arguments) {
  const auto& given = arguments.all();
  const auto* first = given.empty() ? nullptr
                                    : find_row(program.commands, given.front(), &CommandRow::name);
  if (first && first->own) return first->own({given.begin() + 1, given.end()});
  CLI::App app{std::string(program.what), std::string(program.name)};
  app.footer(std::string(program.examples));
  app.set_version_flag("--version", fmt::format("{} {}", program.name, program.version));
  app.require_subcommand(1);
  std::vector<CommandAction> actions;
  for (const CommandRow& row : program.commands) {
    auto* command = app.add_subcommand(std::string(row.name), std::string(row.what));
    command->footer(std::string(row.examples));
    actions.push_back(row.define ? row.define(*command) : CommandAction());
  }
  refuse_unknown(program, given);
  if (given.empty()) throw UsageError("a command is missing\n\n" + app.help());
  try {
    app.parse(std::vector<std::string>(given.rbegin(), given.rend()));
  } catch (const CLI::Success& asked) {
    return say(app, asked);
  } catch (const CLI::RequiredError& error) {
    refuse_missing_command(app);
    throw UsageError(error.what());
  } catch (const CLI::ExtrasError& error) {
    throw UsageError(unexpected(program, app, error));
  } catch (const CLI::ParseError& error) {
    throw UsageError(printable(error.what()));
  }
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (app.got_subcommand(std::string(program.commands[i].name))) return actions[i](arguments);
  }
  return kProgramFailed;
}

}  // namespace

ProcessArguments::ProcessArguments(int argc, char** argv)
    : argc_(argc), argv_(argv), all_(argv + std::min(argc, 1), argv + argc) {}

void ProcessArguments::wipe(std::string_view secret) {
  for (int i = 1; i < argc_; ++i) {
    if (std::string_view(argv_[i]).find(secret) != secret.npos) wipe_argument(argv_[i]);
  }
}

std::size_t text_columns() {
  constexpr int kNarrowest = 80, kWidest = 100;
  const int columns = terminal_columns(STDOUT_FILENO).value_or(kWidest);
  return static_cast<std::size_t>(std::clamp(columns, kNarrowest, kWidest));
}

int run_program(const Program& program, int argc, char** argv) {
  try {
    ProcessArguments arguments(argc, argv);
    guard_surroundings(arguments);
    return read_and_run(program, arguments);
  } catch (const UsageError& error) {
    tell(program, error.what());
    return kWrongUsage;
  } catch (const std::exception& error) {
    tell(program, std::string("could not work: ") + error.what());
    return kProgramFailed;
  }
}

}  // namespace edge
