// What most of the simulator includes, parsed once for a build; not for what only one folder uses.
#pragma once

#include "common/precompiled.hpp"

#include <filesystem>
#include <sstream>

#include "simulator/faults/change.hpp"
#include "simulator/scenario/scenario.hpp"
