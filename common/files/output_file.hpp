// Files that a user names to be written, such as reports. Not for what the programs keep in folders
// of their own: own_folder.hpp.
#pragma once

#include <string>
#include <string_view>

namespace edge {

/// Throws FileError, naming path and reason, if write_file(path) could not begin now. Changes
/// nothing.
void check_writable(const std::string& path);

/// Writes `text` to `path`, whole or not at all: a temporary file beside it is renamed over it, so
/// that an older file stays until the new one is complete. Devices, pipes and the like (/dev/stdout
/// as well) are written to directly. A link of this user's or root's is followed, nobody else's.
/// Throws FileError that names the path.
void write_file(const std::string& path, std::string_view text);

}  // namespace edge
