// The rows of profiles.cpp, one file each.
#pragma once

#include "probe/profiles/profiles.hpp"

namespace edge::probe {

Profile agent_2017();

}  // namespace edge::probe
