// What is wrong with a text that should be JSON: where it is none, without quoting it, as it may
// hold keys; names that are there twice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// "not JSON: see line 2, column 5", or "a number is too large: see ..." (1e400); empty for JSON.
std::optional<std::string> json_problem(std::string_view text);

/// A key that an object of `text`, which is JSON, has twice, if there is one. Readers of JSON
/// differ in which of the two they take.
std::optional<std::string> doubled_key(std::string_view text);

}  // namespace edge
