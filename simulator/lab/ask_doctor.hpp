// Words behind an error that the machine is to blame for, and not a scenario.
#pragma once

#include <string_view>

namespace edge::sim {

inline constexpr std::string_view kAskDoctor =
    " (`edgesim doctor` tells what this machine lacks)";

}  // namespace edge::sim
