#include "common/program/argument_hints.hpp"

#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/suggestion.hpp"
#include "common/base/usage_error.hpp"

namespace edge {
namespace {

/// The command that was found last: what is wrong is in its arguments.
const CLI::App& innermost(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : innermost(*parsed.front());
}

/// Without their dashes.
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
  }
  return names;
}

/// The first option that was left over, without its dashes, and without the value behind '=', which
/// may be a secret; or empty.
std::string option_left_over(const CLI::App& app) {
  for (const auto& word : app.remaining(true)) {
    if (word.starts_with("--")) return word.substr(2, word.find('=') - 2);
  }
  return {};
}

/// The command that has the option that stands before it; or null.
const CLI::App* owner_of_left_over(const CLI::App& app) {
  const std::string option = option_left_over(app);
  for (const auto* command : app.get_subcommands(nullptr)) {
    if (std::ranges::count(option_names(*command), option) > 0) return command;
  }
  return nullptr;
}

/// " (--hub is an option of 'run')"; or empty.
std::string owner_hint(const CLI::App& app) {
  const auto* owner = owner_of_left_over(app);
  if (!owner) return {};
  return fmt::format(" (--{} is an option of '{}')", option_left_over(app), owner->get_name());
}

}  // namespace

std::string option_hint(const CLI::App& app) {
  return suggestion(option_left_over(app), option_names(innermost(app)), "--");
}

void refuse_unknown_option(const CLI::App& app) {
  const auto left = app.remaining(true);
  const auto unknown = std::ranges::find_if(
      left, [](const std::string& word) { return word.size() > 1 && word.starts_with('-'); });
  if (unknown == left.end() || owner_of_left_over(innermost(app))) return;
  throw UsageError(fmt::format("there is no option '{}'{}",
                               printable(unknown->substr(0, unknown->find('=')), 64),
                               option_hint(app)));
}

void refuse_missing_command(const CLI::App& app) {
  const CLI::App& inner = innermost(app);
  std::vector<std::string> names;
  for (const auto* command : inner.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (names.empty()) return;
  const std::vector<std::string_view> known(names.begin(), names.end());
  refuse_unknown_command(app.remaining(true), known);
  throw UsageError(fmt::format("a command is missing{}; there are: {}", owner_hint(inner),
                               fmt::join(names, ", ")));
}

}  // namespace edge
