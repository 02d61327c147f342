// A scenario from a file, read with the names that the tables of this program have.
#pragma once

#include "simulator/scenario/scenario.hpp"
#include "simulator/keys/vocabulary.hpp"

namespace edge::sim {

/// The rows of every table.
Vocabulary known_names();

/// Throws UsageError "file:line:column: what is wrong, what is allowed".
Scenario load_scenario(const std::filesystem::path& file);

}  // namespace edge::sim
