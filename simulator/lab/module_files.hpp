// The files that a program in a node of the lab finds. Not for starting one.
#pragma once

#include <filesystem>

#include "common/world/world.hpp"

namespace edge::sim {

/// Makes what NodeProgram::folder must have: resolv.conf, hosts, nsswitch.conf and an empty "root".
void write_node_files(const std::filesystem::path& folder, const ResolverConfig& resolver);

}  // namespace edge::sim
