// The script of the HTML report: it makes the table's headings into buttons that sort, and shows a
// field that filters. Without it the page has all of its words, and the filter of its style sheet.
#pragma once

#include <string>

namespace edge::probe {

extern const char* const kHtmlScript;

/// What a policy allows it by: "sha256-..." (CSP Level 3, section 6.7.3.3).
std::string html_script_source();

}  // namespace edge::probe
