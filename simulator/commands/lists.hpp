// `edgesim list`: the rows of a table as text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace edge::sim {

/// `topic` is one of faults, topologies, topology-keys, scenarios, personalities, hub-errors,
/// routes; `folder` is where scenarios are.
/// Throws UsageError when the folder cannot be read.
std::string list_table(const std::string& topic, const std::filesystem::path& folder,
                       bool as_markdown);

}  // namespace edge::sim
