// A scenario from a file, read with the names that the tables of this program have.
#pragma once

#include "simulator/scenario/scenario.hpp"
#include "simulator/keys/vocabulary.hpp"

namespace edge::sim {

/// The rows of every table.
Vocabulary known_names();

/// Throws UsageError "file:line:column: what is wrong, what is allowed".
Scenario load_scenario(const std::filesystem::path& file);

/// The .yaml files among `paths` and in the folders among them, sorted within each folder.
/// Throws UsageError that names what is not there.
std::vector<std::filesystem::path> scenario_files(const std::vector<std::filesystem::path>& paths);

}  // namespace edge::sim
