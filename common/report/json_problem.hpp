// Where and why a text is no JSON, without quoting it: it may hold keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// "not JSON: see line 2, column 5", or "a number is too large: see ..." (1e400); empty for JSON.
std::optional<std::string> json_problem(std::string_view text);

}  // namespace edge
