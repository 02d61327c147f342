// What a process can read of its own network without privilege: interfaces, IPv4 routes, kernel,
// container engine. Not policy rules, other tables or IPv6 routes: those need netlink.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/world/world.hpp"

namespace edge {

/// uname(2)'s node name.
std::string read_host_name();

/// What cannot be read is left empty.
HostFacts read_host_facts();

/// Routes in the text of /proc/net/route (kernel: net/ipv4/fib_trie.c, fib_route_seq_show), in its
/// order. Unreachable and prohibit routes have the interface "*". Lines that are no routes are
/// passed over.
std::vector<RouteFact> parse_ipv4_routes(std::string_view text);

/// The container engine, from the marker files engines leave in a container, the text of
/// /proc/self/cgroup and the environment variable "container"; empty outside.
std::string container_engine(bool has_dockerenv, bool has_containerenv, std::string_view cgroup,
                             std::string_view variable = {});

}  // namespace edge
