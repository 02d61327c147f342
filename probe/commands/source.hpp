// Reading what an option names: a file, or standard input for "-".
#pragma once

#include <cstddef>
#include <string>

#include "common/base/secret.hpp"

namespace edge::probe {

/// Throws UsageError for what cannot be read or has more than `largest` bytes.
std::string read_source(const std::string& path, std::size_t largest);
/// The same for files that hold credentials.
Secret read_secret(const std::string& path);

}  // namespace edge::probe
