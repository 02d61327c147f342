// Which agent to reproduce when nobody has said: as the environment shows it.
#pragma once

#include <string>

#include "probe/environment/variables.hpp"

namespace edge::probe {

struct FoundProfile {
  std::string name;    // row of profiles.cpp
  std::string reason;  // half a sentence
};

/// The agent's own container has IOTEDGE_* variables and the version of .NET that its image brings:
/// 8 with 1.5, 10 with 1.6. Elsewhere it is the agent of today.
FoundProfile found_profile(const Environment& environment);

}  // namespace edge::probe
