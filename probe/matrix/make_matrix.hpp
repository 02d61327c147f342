// Compares runs of the same hub from several networks, and says what their difference means. Pure.
#pragma once

#include <vector>

#include "probe/matrix/matrix_report.hpp"

namespace edge::probe {

/// Exit code 0 if every column has a run that got as far as it was asked.
MatrixReport make_matrix(std::vector<MatrixColumn> columns);

}  // namespace edge::probe
