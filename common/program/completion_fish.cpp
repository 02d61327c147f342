#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/program/completion.hpp"

namespace edge {
namespace {

/// In single quotes, where fish knows a backslash before a quote or another.
std::string in_quotes(const std::string& text) {
  std::string shown = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') shown += '\\';
    shown += c;
  }
  return shown + "'";
}

std::string option_line(const std::string& begin, const OptionDescription& option) {
  std::string line = begin;
  for (const auto& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.value.empty() && !option.names.empty()) line += " -r";
  if (!option.choices.empty()) {
    line += fmt::format(" -fa {}", in_quotes(fmt::format("{}", fmt::join(option.choices, " "))));
  }
  return line + " -d " + in_quotes(option.what) + "\n";
}

}  // namespace

std::string fish_completion(const CommandDescription& program) {
  auto text = fmt::format("# Completions of {0} for fish, made by \"{0} completion fish\".\n"
                          "complete -c {0} -n __fish_use_subcommand -f\n",
                          program.name);
  for (const auto& [words, command] : all_commands(program)) {
    std::string condition = words.empty() ? "__fish_use_subcommand" : "";
    for (const auto& word : words) {
      condition += fmt::format("{}__fish_seen_subcommand_from {}",
                               condition.empty() ? "" : "; and ", word);
    }
    const auto begin = fmt::format("complete -c {} -n {}", program.name, in_quotes(condition));
    std::vector<std::string> below;
    for (const auto& each : command->commands) below.push_back(each.name);
    const auto not_yet =
        below.empty() ? condition
                      : fmt::format("{}; and not __fish_seen_subcommand_from {}", condition,
                                    fmt::join(below, " "));
    for (const auto& each : command->commands) {
      text += fmt::format("complete -c {} -n {} -fa {} -d {}\n", program.name, in_quotes(not_yet),
                          each.name, in_quotes(each.what));
    }
    for (const auto& option : command->options) {
      const bool says_something = !option.names.empty() || !option.choices.empty();
      if (says_something) text += option_line(begin, option);
    }
  }
  return text;
}

}  // namespace edge
