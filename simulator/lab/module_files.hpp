// The files and variables that a program in the lab's module finds: resolv.conf, hosts, the hub's
// CA, an identity. Not for starting one.
#pragma once

#include <map>
#include <string>

#include "probe/run/run.hpp"
#include "simulator/lab/node_start.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// What every program in a node finds in /etc.
std::map<std::string, std::string> node_files(const ResolverConfig& resolver);

std::string identity_text(const ConnectionString& identity);

/// Adds the files and variables of `--exec`, which lead to the scenario's hub (docs/lab.md lists
/// them), and takes away the variables of any proxy of the machine's own.
void lead_to_hub(NodeProgram& program, const probe::Options& options);

}  // namespace edge::sim
