// `edgeprobe explain` and `edgeprobe list`: the tables as text, and as Markdown for the README.
#pragma once

#include <string>
#include <string_view>

namespace edge::probe {

/// What the verdict `code` means and what to do; every verdict if `code` is empty. Throws
/// UsageError for a code that is no row's.
std::string explain(std::string_view code);

/// The table called "verdicts", "stages", "profiles" or "outputs"; throws UsageError for another.
std::string list_table(std::string_view table, bool markdown);

}  // namespace edge::probe
