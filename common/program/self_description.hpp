// The subcommands with which a program describes itself to man(1) and to shells.
#pragma once

#include "common/program/program.hpp"

namespace edge {

extern const CommandRow kCompletionCommand;
extern const CommandRow kManCommand;

}  // namespace edge
