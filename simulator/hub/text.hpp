// Comparison of names that are not case-sensitive: host names, the ends of link addresses.
#pragma once

#include <string>
#include <string_view>

namespace edge::sim {

/// ASCII only.
std::string lower_case(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);

}  // namespace edge::sim
