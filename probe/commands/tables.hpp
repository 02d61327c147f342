// The tables as text, and as Markdown for the docs; what a verdict means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace edge::probe {

/// What the verdict `code` means and what to do; every verdict if `code` is empty. Throws
/// UsageError for a code that is no row's.
std::string explain(std::string_view code, std::size_t width = 100);

/// The table called "verdicts", "stages", "transports", "profiles" or "outputs", or the "schema" of
/// reports; throws UsageError for another.
/// The names that list_table() takes.
std::vector<std::string> table_names();
std::string list_table(std::string_view table, bool markdown);

}  // namespace edge::probe
