#include "common/program/self_description.hpp"

#include <CLI/CLI.hpp>

#include "common/program/completion.hpp"
#include "common/program/manual.hpp"
#include "common/world/real/environment.hpp"

namespace edge {
namespace {

constexpr const char* kCompletionExamples = R"(Packages install these files. Without a package:
  PROGRAM completion bash > ~/.local/share/bash-completion/completions/PROGRAM
  PROGRAM completion zsh > /usr/local/share/zsh/site-functions/_PROGRAM
  PROGRAM completion fish > ~/.config/fish/completions/PROGRAM.fish)";

std::string completion_for(const std::string& shell, const CommandDescription& program) {
  if (shell == "bash") return bash_completion(program);
  if (shell == "zsh") return zsh_completion(program);
  return fish_completion(program);
}

CommandAction define_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "Which shell's")
      ->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [shell, &app](ProcessArguments&) {
    write_standard_output(completion_for(*shell, description_of(*app.get_parent())));
    return 0;
  };
}

CommandAction define_man(CLI::App& app) {
  return [&app](ProcessArguments&) {
    const auto& program = *app.get_parent();
    write_standard_output(manual_page(description_of(program), program.version()));
    return 0;
  };
}

}  // namespace

constinit const CommandRow kCompletionCommand{
    .name = "completion",
    .what = "What makes a shell complete commands, options and values",
    .examples = kCompletionExamples,
    .define = define_completion,
    .describes_all = true};

constinit const CommandRow kManCommand{
    .name = "man",
    .what = "The manual page, for man -l",
    .examples = {},
    .define = define_man,
    .describes_all = true};

}  // namespace edge
