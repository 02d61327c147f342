#include "common/base/arguments.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/suggestion.hpp"
#include "common/base/usage_error.hpp"

namespace edge {

std::string value_problem(const std::string& value) {
  if (value.empty()) return "its value is empty";
  if (value.size() > 1 && value.front() == '-') {
    return "its value is missing, or begins with '-' (write a file as ./-name)";
  }
  return {};
}

void refuse_unknown_command(const std::vector<std::string>& arguments,
                            std::span<const std::string_view> commands) {
  if (arguments.empty() || arguments.front().starts_with('-')) return;
  if (std::ranges::find(commands, arguments.front()) != commands.end()) return;
  std::vector<std::string> names(commands.begin(), commands.end());
  names.emplace_back("--help");
  throw UsageError(fmt::format("no command is called '{}'{}; there are: {}",
                               printable(arguments.front(), 64),
                               suggestion(arguments.front(), names), fmt::join(commands, ", ")));
}

}  // namespace edge
