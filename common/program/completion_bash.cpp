#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/program/completion.hpp"

namespace edge {
namespace {

/// The words that may follow, and those of each option that has only some.
std::string case_of(const CommandPath& path) {
  std::vector<std::string> commands, options, with_value, choices_of_words;
  std::string values;
  for (const auto& command : path.command->commands) commands.push_back(command.name);
  for (const auto& option : path.command->options) {
    options.insert(options.end(), option.names.begin(), option.names.end());
    if (option.names.empty()) {
      choices_of_words.insert(choices_of_words.end(), option.choices.begin(),
                              option.choices.end());
    }
    if (option.names.empty() || option.value.empty()) continue;
    values += fmt::format("        {}) values='{}'; valued=1 ;;\n", fmt::join(option.names, "|"),
                          fmt::join(option.choices, " "));
  }
  commands.insert(commands.end(), choices_of_words.begin(), choices_of_words.end());
  return fmt::format("    '{}')\n      words='{}'\n      options='{}'\n      case $previous in\n"
                     "{}        *) ;;\n      esac ;;\n",
                     fmt::join(path.words, " "), fmt::join(commands, " "),
                     fmt::join(options, " "), values);
}

}  // namespace

std::string bash_completion(const CommandDescription& program) {
  std::string paths, cases;
  for (const auto& path : all_commands(program)) {
    paths += fmt::format("'{}'|", fmt::join(path.words, " "));
    cases += case_of(path);
  }
  paths.pop_back();
  constexpr auto kText = R"(# Completions of {0} for bash, made by "{0} completion bash".
_{0}()
{{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  local path='' further words='' options='' values='' valued='' i
  # bash takes --output=json for three words.
  if [[ $current == = ]]; then current=''
  elif [[ $previous == = ]]; then previous=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    further="${{path:+$path }}${{COMP_WORDS[i]}}"
    case $further in
      {1}) path=$further ;;
    esac
  done
  case $path in
{2}  esac
  if [[ $valued ]]; then words=$values
  elif [[ $current == -* ]]; then words=$options
  fi
  # Files, where nothing else is known.
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o bashdefault -o default -F _{0} {0}
)";
  return fmt::format(kText, program.name, paths, cases);
}

}  // namespace edge
