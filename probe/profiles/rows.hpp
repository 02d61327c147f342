// The rows of profiles.cpp, one file for each generation.
#pragma once

#include "probe/profiles/profiles.hpp"

namespace edge::probe {

Profile agent_2017();
Profile agent_1_5();
Profile agent_1_6();

}  // namespace edge::probe
