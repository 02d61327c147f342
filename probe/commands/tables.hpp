// The tables as text, and as Markdown for the docs; what a verdict means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probe/survey/catalogue.hpp"

namespace edge::probe {

/// What the verdict `code`, or the cause of a log, means and what to do; every verdict if `code` is
/// empty. Throws UsageError for a code that is no row's.
std::string explain(std::string_view code, std::size_t width = 100);

/// What the endpoints of catalogues are, who needs them, why, and where that is documented.
std::string catalogue_text(const std::vector<Catalogue>& catalogues);

/// The names that list_table() takes: tables, and the schemas of what is printed as JSON.
std::vector<std::string> table_names();
/// Throws UsageError for another name.
std::string list_table(std::string_view table, bool markdown);

}  // namespace edge::probe
