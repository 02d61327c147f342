#include "common/program/command_line.hpp"

#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/program/argument_hints.hpp"
#include "common/world/real/environment.hpp"

namespace edge {
namespace {

/// Help or version, as asked for.
void say(const CLI::App& app, const CLI::Success& asked) {
  std::ostringstream text;
  app.exit(asked, text, text);
  write_standard_output(text.str());
}

/// What follows an option, or its '=' or letter, may be a secret.
std::string without_value(const std::string& option) {
  constexpr std::size_t kShort = 2;
  return option.starts_with("--") ? option.substr(0, option.find('=')) : option.substr(0, kShort);
}

/// In the order they were given in, which CLI11's own sentence turns round. Words behind an option
/// that is none may be its value.
std::string unexpected(const CLI::App& app) {
  std::vector<std::string> left;
  for (const std::string& word : app.remaining(true)) {
    const bool option = word.starts_with('-');
    const bool value = !option && !left.empty() && left.back().starts_with('-');
    if (!value) left.push_back(option ? without_value(word) : word);
  }
  return fmt::format("The following {} not expected: {}",
                     left.size() == 1 ? "argument was" : "arguments were", fmt::join(left, " "));
}

}  // namespace

std::shared_ptr<CLI::App> make_command_line(std::string_view name, std::string_view what,
                                            std::string_view examples) {
  auto app = std::make_shared<CLI::App>(std::string(what), std::string(name));
  app->footer(std::string(examples));
  return app;
}

CLI::App& add_subcommand(CLI::App& app, std::string_view name, std::string_view what,
                         std::string_view examples) {
  auto* command = app.add_subcommand(std::string(name), std::string(what));
  command->footer(std::string(examples));
  return *command;
}

bool read_arguments(CLI::App& app, const std::vector<std::string>& arguments,
                    const OfUnexpected& of_unexpected) {
  try {
    // It takes them from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    return true;
  } catch (const CLI::Success& asked) {
    say(app, asked);
    return false;
  } catch (const CLI::RequiredError& error) {
    refuse_unknown_option(app);
    refuse_missing_command(app);
    throw UsageError(printable(error.what()));
  } catch (const CLI::ExtrasError&) {
    // printable() leaves out what is a secret of them.
    const std::string sentence = printable(unexpected(app));
    throw UsageError(of_unexpected ? of_unexpected(sentence) : sentence + option_hint(app));
  } catch (const CLI::ParseError& error) {
    throw UsageError(printable(error.what()));
  }
}

}  // namespace edge
