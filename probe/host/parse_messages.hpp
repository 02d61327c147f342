// rtnetlink's messages as HostState has them. Pure: bytes in, value out. A message that is too
// short, or of another family than IPv4 and IPv6, gives nothing.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "probe/host/host_state.hpp"

namespace edge::probe {

std::optional<HostLink> parse_link(std::string_view body);
/// With the index of its interface.
std::optional<std::pair<int, Prefix>> parse_interface_address(std::string_view body);
std::optional<HostRoute> parse_route(std::string_view body);
std::optional<HostRule> parse_rule(std::string_view body);
std::optional<HostNeighbour> parse_neighbour(std::string_view body);

}  // namespace edge::probe
