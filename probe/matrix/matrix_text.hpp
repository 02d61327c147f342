// A MatrixReport in one screen: a column for each network, and what differs marked.
#pragma once

#include <string>

#include "common/report/layout.hpp"
#include "probe/matrix/matrix_report.hpp"

namespace edge::probe {

std::string matrix_text(const MatrixReport& matrix, const TextStyle& style);

}  // namespace edge::probe
