// The tables of `edgesim list` as text, and as Markdown for the docs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace edge::sim {

/// The names that list_table() takes.
std::vector<std::string> table_names();

/// `folder` is where scenarios are. Throws UsageError when it cannot be read.
std::string list_table(const std::string& topic, const std::filesystem::path& folder,
                       bool as_markdown);

}  // namespace edge::sim
