// Names: compared without regard to case, as host names and the ends of link addresses are, and a
// hub's short one.
#pragma once

#include <string>
#include <string_view>

namespace edge::sim {

/// ASCII only.
std::string lower_case(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);

/// What precedes the first dot of a hub's host name.
std::string_view short_name(std::string_view host_name);

}  // namespace edge::sim
