#include "common/program/manual.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>


namespace edge {
namespace {

/// As roff prints it unchanged: its escape character, the minus that is to be copied, and what
/// would be a request at a line's begin.
std::string roff(std::string_view text) {
  std::string escaped;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\') escaped += "\\e";
    else if (c == '-') escaped += "\\-";
    else if (c == '\'') escaped += "\\(aq";
    else if (c == '`') escaped += "\\(ga";
    else if (c == '^') escaped += "\\(ha";
    else if (c == '~') escaped += "\\(ti";
    else escaped += c;
    begins = c == '\n';
  }
  return escaped;
}

std::string heading(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

std::string option_text(const OptionDescription& option) {
  std::string names;
  for (const auto& name : option.names) {
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
  }
  if (!option.value.empty()) {
    names += fmt::format("{}\\fI{}\\fR", names.empty() ? "" : " ", roff(option.value));
  }
  std::string choices;
  if (!option.choices.empty()) {
    choices = fmt::format(": {}", roff(fmt::format("{}", fmt::join(option.choices, ", "))));
  }
  return fmt::format(".TP\n{}\n{}{}\n", names, roff(option.what), choices);
}

std::string options_text(const CommandDescription& command) {
  std::string text;
  for (const auto& option : command.options) text += option_text(option);
  return text;
}

/// As it stands in the help; blank lines are roff's own request.
std::string verbatim(const std::string& text) {
  if (text.empty()) return {};
  std::string shown = ".PP\n.nf\n";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    shown += line.empty() ? ".sp\n" : roff(line) + "\n";
  }
  return shown + ".fi\n";
}

}  // namespace

std::string manual_page(const CommandDescription& program, std::string_view version) {
  const auto name = roff(program.name);
  auto text = fmt::format(".TH {} 1 \"\" \"{}\" \"User Commands\"\n"
                          ".SH NAME\n{} \\- {}\n"
                          ".SH SYNOPSIS\n\\fB{}\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...]\n"
                          ".SH DESCRIPTION\n{}.\n",
                          heading(program.name), version, name, roff(program.what), name,
                          roff(program.what));
  text += options_text(program) + ".SH COMMANDS\n";
  for (const auto& [words, command] : all_commands(program)) {
    if (words.empty()) continue;
    const auto path = roff(fmt::format("{}", fmt::join(words, " ")));
    text += fmt::format(".SS \"{} {}\"\n{}.\n", name, path, roff(command->what));
    text += options_text(*command);
    if (command->examples != program.examples) text += verbatim(command->examples);
  }
  return text + ".SH EXAMPLES\n" + verbatim(program.examples).substr(std::string(".PP\n").size());
}

}  // namespace edge
