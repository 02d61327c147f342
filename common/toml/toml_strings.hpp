// The strings of a TOML file (toml.io, version 1.0) by their dotted keys, read by toml++, as far as
// settings of programs need it. Values of other kinds, and what arrays hold, are left out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/secret.hpp"

namespace edge {

/// "provisioning.authentication.device_id_pk.value" -> its text, which may be a secret.
using TomlStrings = std::map<std::string, Secret, std::less<>>;

/// Either the strings, or the line, from 1, at which it is no TOML.
struct TomlReading {
  TomlStrings strings;
  std::optional<int> bad_line;
};

/// `text` may hold any bytes.
TomlReading read_toml_strings(std::string_view text);

}  // namespace edge
