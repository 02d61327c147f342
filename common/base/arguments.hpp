// What both programs check of their arguments before anything understands them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

/// Why `value` can hardly be an option's value: it is empty or looks like an option itself, whose
/// predecessor then lacks its value. Empty if it can. For CLI::Option::check(); never shows it.
std::string value_problem(const std::string& value);

/// Throws UsageError if the first argument is neither an option nor one of `commands`. The text
/// shows it, so arguments must hold no secrets.
void refuse_unknown_command(const std::vector<std::string>& arguments,
                            std::span<const std::string_view> commands);

}  // namespace edge
