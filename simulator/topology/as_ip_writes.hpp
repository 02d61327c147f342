// Routes and policy rules as ip(8) prints them. Not for reading what it prints.
#pragma once

#include <string>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// "default via 172.18.0.1 dev eth0 metric 100".
std::string as_ip_route(const Route& route);

/// "220: not from all fwmark 0xdc/0xffffffff lookup 220", "10: from all to 10.0.0.0/8 lookup main".
std::string as_ip_rule(const PolicyRule& rule);

}  // namespace edge::sim
