// A Report as JSON and back. The form is report.schema.json's; its version is kReportSchemaVersion.
// Durations are milliseconds in keys ending in _ms; times are ISO 8601 in UTC; what is not known is
// absent, never zero. Not for printing to people: see text.hpp.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "common/report/report.hpp"

namespace edge {

inline constexpr int kReportSchemaVersion = 2;

/// Keys come in the order of the field lists (fields.hpp).
nlohmann::ordered_json report_to_json(const Report& report);
/// The same as indented text with a final newline; bytes that are no UTF-8 become U+FFFD.
std::string report_json_text(const Report& report);

/// The inverse. Throws std::invalid_argument "report.evidence[3].outcome: ..." for a missing,
/// unknown or ill-typed member, and for a verdict that cites evidence that is not there.
Report report_from_json(const nlohmann::ordered_json& json);

/// The JSON schema (draft 2020-12) of such reports, derived from the same lists.
nlohmann::ordered_json report_schema();

}  // namespace edge
