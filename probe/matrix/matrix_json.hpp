// A MatrixReport as JSON, by the field lists of matrix_report.hpp. What is not known is absent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "probe/matrix/matrix_report.hpp"

namespace edge::probe {

inline constexpr int kMatrixSchemaVersion = 1;

/// Indented, with a final newline.
std::string matrix_json_text(const MatrixReport& matrix);
/// The JSON schema (draft 2020-12) of such reports.
nlohmann::ordered_json matrix_schema();

}  // namespace edge::probe
