// A file that every user of a machine can lock with flock(2). Not for what is a program's own:
// own_folder.hpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/files/descriptor.hpp"

namespace edge {

/// `name` in the first of `folders` that everyone may write to and nobody may remove others' files
/// from (sticky), made if it is missing. Invalid if there is no such folder, or something else has
/// the name: links are not followed.
Descriptor open_shared_lock(std::span<const std::string> folders, std::string_view name);

}  // namespace edge
