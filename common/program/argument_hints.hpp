// What to say of arguments that CLI11 refuses: what may have been meant.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace edge {

/// " (did you mean '--hub'?)" if parsing `app` has left over an option that resembles one that the
/// command has; else empty.
std::string option_hint(const CLI::App& app);

/// Throws UsageError if parsing `app` has left over an option that none of its commands has: it may
/// have been meant for what is missing.
void refuse_unknown_option(const CLI::App& app);

/// Throws UsageError, which names the commands that there are, if parsing `app` has failed for lack
/// of one, whether it is missing or is called otherwise. The text shows what stands in its place,
/// so arguments must hold no secrets.
void refuse_missing_command(const CLI::App& app);

}  // namespace edge
