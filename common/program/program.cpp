#include "common/program/program.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/rows.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/iothub/misplaced_secrets.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/program/argument_hints.hpp"
#include "common/program/command_line.hpp"
#include "common/program/openssl_settings.hpp"
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

/// What to say of an argument that the command does not take.
std::string unexpected(const Program& program, const CLI::App& app, const std::string& sentence) {
  const auto parsed = app.get_subcommands();
  const auto* row = parsed.empty() ? nullptr
                                   : find_row(program.commands, parsed.front()->get_name(),
                                              &CommandRow::name);
  const auto left = app.remaining(true);
  const bool word = !left.empty() && !left.front().starts_with('-');
  if (row && word && !row->no_words.empty()) return sentence + "; " + std::string(row->no_words);
  return sentence + option_hint(app);
}

int read_and_run(const Program& program, ProcessArguments& arguments) {
  const auto& given = arguments.all();
  const auto* first = given.empty() ? nullptr
                                    : find_row(program.commands, given.front(), &CommandRow::name);
  if (first && first->own) return first->own({given.begin() + 1, given.end()});
  const auto app = make_command_line(program.name, program.what, program.examples);
  app->set_version_flag("--version", fmt::format("{} {}", program.name, program.version));
  app->require_subcommand(1);
  std::vector<CommandAction> actions;
  for (const CommandRow& row : program.commands) {
    CLI::App& command = add_subcommand(*app, row.name, row.what, row.examples);
    // The options of the others are not asked for, and there are many.
    const bool asked_for = !first || first == &row || first->describes_all;
    if (row.describe && first && first->describes_all) row.describe(command);
    actions.push_back(row.define && asked_for ? row.define(command) : CommandAction());
  }
  refuse_unknown(program, given);
  if (given.empty()) throw UsageError("a command is missing\n\n" + app->help());
  const auto of_unexpected = [&](const std::string& sentence) {
    return unexpected(program, *app, sentence);
  };
  if (!read_arguments(*app, given, of_unexpected)) return 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (app->got_subcommand(std::string(program.commands[i].name))) return actions[i](arguments);
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

/// Of a field that is known to hold a secret, no value is too short to be one.
void tell_error(std::string_view program, const std::string& error) {
  write_error_line(program, without_signatures(without_secrets(without_own_secrets(error))));
}

int run_program(const Program& program, int argc, char** argv) {
  try {
    ProcessArguments arguments(argc, argv);
    guard_surroundings(arguments);
    check_openssl_settings();
    return read_and_run(program, arguments);
  } catch (const UsageError& error) {
    tell_error(program.name, error.what());
    return kWrongUsage;
  } catch (const std::exception& error) {
    tell_error(program.name, std::string("could not work: ") + error.what());
    return kProgramFailed;
  }
}

}  // namespace edge
