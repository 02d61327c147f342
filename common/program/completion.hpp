// What makes a shell complete a program's commands, options and values. Pure; one file each.
#pragma once

#include <string>

#include "common/program/description.hpp"

namespace edge {

std::string bash_completion(const CommandDescription& program);
std::string zsh_completion(const CommandDescription& program);
std::string fish_completion(const CommandDescription& program);

}  // namespace edge
