// The tables of `edgesim list` as text, and as Markdown for the docs.
#pragma once

#include <string>
#include <vector>

namespace edge::sim {

/// The names that list_table() takes.
std::vector<std::string> table_names();

/// `folder` is where scenarios are; empty: in "scenarios". Throws UsageError when it cannot be
/// read, and for a topic that has no use of a folder or of Markdown.
std::string list_table(const std::string& topic, const std::string& folder, bool as_markdown);

}  // namespace edge::sim
