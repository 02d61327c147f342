// The rows of profiles.cpp, one file for each generation.
#pragma once

#include "probe/profiles/profiles.hpp"

namespace edge::probe {

Profile agent_2017();
Profile agent_1_5();
Profile agent_1_6();
Profile edge_hub_1_6();
Profile sdk_c();
Profile endpoint();

}  // namespace edge::probe
