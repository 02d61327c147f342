// A LogReport as JSON, by the field lists of log_report.hpp. Durations are milliseconds in keys
// that end in _ms; what is not known is absent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "probe/logs/log_report.hpp"

namespace edge::probe {

inline constexpr int kLogSchemaVersion = 1;

/// Indented, with a final newline.
std::string log_json_text(const LogReport& report);
/// The JSON schema (draft 2020-12) of such reports.
nlohmann::ordered_json log_schema();

}  // namespace edge::probe
