// Secrets where none is expected: a connection string as another option's value, a mistyped option.
// What quotes an argument cannot know them, so the process's gate is told before anything is said.
#pragma once

#include <string_view>

namespace edge {

/// Whether `value` has a key, a signature, or user:password in it.
bool holds_secret(std::string_view value);

/// Makes an argument of the command line known to the gate as a whole, and what is secret in it, if
/// it or its value ("--option=value", "@value") holds a secret.
void guard_argument(std::string_view argument);
/// The same for an environment variable, of which many have a colon ("a:b") and no password.
void guard_variable(std::string_view value);

}  // namespace edge
