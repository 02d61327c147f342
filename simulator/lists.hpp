// `edgesim list`: the rows of a table as text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace edge::sim {

/// `topic` is one of faults, topologies, scenarios, personalities, routes; `folder` is where
/// scenarios are.
/// Throws UsageError when the folder cannot be read.
std::string list_table(const std::string& topic, const std::filesystem::path& folder,
                       bool as_markdown);

/// The .yaml files among `paths` and in the folders among them, sorted within each folder.
/// Throws UsageError that names what is not there.
std::vector<std::filesystem::path> scenario_files(const std::vector<std::filesystem::path>& paths);

}  // namespace edge::sim
