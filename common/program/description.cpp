#include "common/program/description.hpp"

#include <CLI/CLI.hpp>

namespace edge {
namespace {

/// CLI11 shows the values of a check behind the type: "TEXT:{text,json}".
std::vector<std::string> choices_in(const std::string& type) {
  const auto begin = type.find(":{"), end = type.rfind('}');
  std::vector<std::string> choices;
  if (begin == type.npos || end == type.npos) return choices;
  std::string one;
  for (const char c : type.substr(begin + 2, end - begin - 2) + ",") {
    if (c != ',') {
      one += c;
    } else {
      choices.push_back(std::move(one));
      one.clear();
    }
  }
  return choices;
}

OptionDescription describe(const CLI::Option& option) {
  OptionDescription described;
  for (const auto& name : option.get_snames()) described.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) described.names.push_back("--" + name);
  described.what = option.get_description();
  const bool flag = option.get_items_expected_max() == 0;
  if (flag) return described;
  const auto type = option.get_type_name();
  described.choices = choices_in(type);
  described.value = type.substr(0, type.find_first_of(": "));
  if (described.names.empty()) described.value = option.get_name(true);
  const auto text = option.get_option_text();
  if (!text.empty()) described.value = text;
  if (const auto usual = option.get_default_str(); !usual.empty()) {
    described.what += " (" + usual + " unless given)";
  }
  return described;
}

void add_all(std::vector<CommandPath>& paths, const CommandDescription& command,
             const std::vector<std::string>& words) {
  paths.push_back({words, &command});
  for (const auto& below : command.commands) {
    auto further = words;
    further.push_back(below.name);
    add_all(paths, below, further);
  }
}

}  // namespace

CommandDescription description_of(const CLI::App& app) {
  CommandDescription described{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
  for (const auto* option : app.get_options()) {
    const bool for_people = !option->get_group().empty();
    if (for_people) described.options.push_back(describe(*option));
  }
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    described.commands.push_back(description_of(*command));
  }
  return described;
}

std::vector<CommandPath> all_commands(const CommandDescription& program) {
  std::vector<CommandPath> paths;
  add_all(paths, program, {});
  return paths;
}

}  // namespace edge
