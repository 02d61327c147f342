// The files and variables that a program in the lab's module finds: resolv.conf, hosts, the hub's
// CA, an identity. Not for starting one.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "common/topology/topology.hpp"
#include "probe/run.hpp"

namespace edge::sim {

/// Makes what NodeProgram::folder must have.
void write_node_files(const std::filesystem::path& folder, const ResolverConfig& resolver);

std::string identity_text(const ConnectionString& identity);

/// The variables of `--exec`: `inherited` without any proxy of the machine's own, and what leads to
/// the scenario's hub: docs/lab.md lists them. The CA and the identity, mode 0600, go to `folder`.
std::map<std::string, std::string> module_environment(std::map<std::string, std::string> inherited,
                                                      const probe::Options& options,
                                                      const std::filesystem::path& folder);

}  // namespace edge::sim
