#include "common/program/argument_hints.hpp"

#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/base/suggestion.hpp"
#include "common/base/usage_error.hpp"

namespace edge {
namespace {

/// The command that was found last: what is wrong is in its arguments.
const CLI::App& innermost(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : innermost(*parsed.front());
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

}  // namespace

std::string option_hint(const CLI::App& app) {
  for (const auto& word : app.remaining(true)) {
    // Behind '=' stands a value, which may be a secret.
    const auto name = word.substr(0, word.find('='));
    if (word.starts_with("--")) return suggestion(name, option_names(innermost(app)));
  }
  return {};
}

void refuse_missing_command(const CLI::App& app) {
  const CLI::App& inner = innermost(app);
  std::vector<std::string> names;
  for (const auto* command : inner.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (names.empty()) return;
  const std::vector<std::string_view> known(names.begin(), names.end());
  refuse_unknown_command(app.remaining(true), known);
  throw UsageError(fmt::format("a command is missing; there are: {}", fmt::join(names, ", ")));
}

}  // namespace edge
