// A HostReport as JSON, by the field lists of host_report.hpp. What is not known is absent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "probe/host/host_report.hpp"

namespace edge::probe {

inline constexpr int kHostSchemaVersion = 1;

/// Indented, with a final newline.
std::string host_json_text(const HostReport& report);
/// The JSON schema (draft 2020-12) of such reports.
nlohmann::ordered_json host_schema();

}  // namespace edge::probe
