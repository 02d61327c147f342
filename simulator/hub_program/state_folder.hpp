// The folder that `edgesim hub` keeps its files in: made when it is missing, taken only if it is
// there for a hub alone, and then closed to other users. Not what is in it: hub_files.hpp.
#pragma once

#include <functional>
#include <string>

#include "common/files/own_folder.hpp"

namespace edge::sim {

/// Takes one line for the person who started the hub.
using Warn = std::function<void(const std::string&)>;

/// The folder at `named`, with mode 0700. One that was there must be this user's and either be
/// empty or hold files of a hub, since others lose their rights on it: that is told through `warn`,
/// which may be empty. Throws std::runtime_error that names the folder, and what can be done.
OwnFolder state_folder(const std::string& named, const Warn& warn);

/// Tells that rights on `path` were taken from others, if `taken`.
void tell_of_rights(bool taken, const std::string& path, const Warn& warn);

}  // namespace edge::sim
