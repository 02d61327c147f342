// One cell of a CSV file (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace edge::probe {

/// In quotation marks. What a spreadsheet would take for a formula begins with an apostrophe
/// (OWASP, CSV injection).
std::string csv_cell(std::string_view text);

}  // namespace edge::probe
