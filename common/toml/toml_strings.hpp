// The strings of a TOML file (toml.io, version 1.0) by their dotted keys, as far as settings of
// programs need it: tables, dotted keys, inline tables, strings of one line. Arrays, dates,
// numbers, flags and strings of several lines are stepped over, and so is what arrays of tables
// hold.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/secret.hpp"

namespace edge {

/// "provisioning.authentication.device_id_pk.value" -> its text, which may be a secret.
using TomlStrings = std::map<std::string, Secret, std::less<>>;

/// Either the strings, or the first line, from 1, that is no TOML of these kinds.
struct TomlReading {
  TomlStrings strings;
  std::optional<int> bad_line;
};

/// `text` may hold any bytes. Of a key that comes twice the first counts.
TomlReading read_toml_strings(std::string_view text);

}  // namespace edge
