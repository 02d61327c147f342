#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/program/completion.hpp"

namespace edge {
namespace {

/// In single quotes, as a part of a specification of _arguments or _describe, where a colon and
/// brackets would end it.
std::string escaped(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    if (c == '\'') shown += "'\\'";
    if (c == ':' || c == '[' || c == ']' || c == '\\') shown += '\\';
    shown += c;
  }
  return shown;
}

std::string action_of(const OptionDescription& option) {
  if (option.value.empty()) return {};
  const auto values = option.choices.empty()
                          ? std::string("_files")
                          : fmt::format("({})", fmt::join(option.choices, " "));
  return fmt::format(":{}:{}", escaped(option.value), values);
}

std::string option_lines(const OptionDescription& option) {
  if (option.names.empty()) return fmt::format("        '*{}' \\\n", action_of(option));
  std::string lines;
  for (const auto& name : option.names) {
    const bool joined = name.starts_with("--") && !option.value.empty();
    lines += fmt::format("        '*{}{}[{}]{}' \\\n", name, joined ? "=" : "",
                         escaped(option.what), action_of(option));
  }
  return lines;
}

std::string function_of(const CommandPath& path) {
  std::string name;
  for (const auto& word : path.words) name += "_" + word;
  return name;
}

std::string function_text(const std::string& program, const CommandPath& path) {
  std::string options, commands, cases;
  for (const auto& option : path.command->options) options += option_lines(option);
  for (const auto& below : path.command->commands) {
    commands += fmt::format("        '{}:{}'\n", below.name, escaped(below.what));
    auto further = path;
    further.words.push_back(below.name);
    cases += fmt::format("        {}) _{}{} ;;\n", below.name, program, function_of(further));
  }
  if (commands.empty()) {
    return fmt::format("_{}{}() {{\n  _arguments -s \\\n{}        && return 0\n}}\n\n", program,
                       function_of(path), options);
  }
  constexpr auto kText = R"(_{0}{1}() {{
  local context state line
  local -a commands
  _arguments -C -s \
{2}        '1:command:->command' '*::argument:->argument' && return 0
  case $state in
    command)
      commands=(
{3}      )
      _describe command commands ;;
    argument)
      case $line[1] in
{4}      esac ;;
  esac
}}

)";
  return fmt::format(kText, program, function_of(path), options, commands, cases);
}

}  // namespace

std::string zsh_completion(const CommandDescription& program) {
  auto text = fmt::format("#compdef {0}\n# Completions of {0} for zsh, made by \"{0} completion "
                          "zsh\".\n\n", program.name);
  for (const auto& path : all_commands(program)) text += function_text(program.name, path);
  // As a file in $fpath it is the function itself; sourced, it registers it.
  return text + fmt::format("if [ \"$funcstack[1]\" = \"_{0}\" ]; then\n  _{0} \"$@\"\nelse\n"
                            "  compdef _{0} {0}\nfi\n", program.name);
}

}  // namespace edge
