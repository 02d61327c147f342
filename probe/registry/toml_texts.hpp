// The texts in a TOML file (toml.io, 1.0), by their dotted keys: all that is wanted of a device's
// config.toml. Values of other kinds, and whatever arrays hold, are passed over, not judged.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace edge::probe {

/// "agent.config.auth.username" -> "contoso". Throws std::invalid_argument "line 7: what is wrong"
/// for what is no TOML as far as it was looked at.
std::map<std::string, std::string, std::less<>> toml_texts(std::string_view toml);

}  // namespace edge::probe
