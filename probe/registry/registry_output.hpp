// A RegistryReport in words and as JSON. No secret of this process is in either.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "common/report/layout.hpp"
#include "probe/registry/registry_report.hpp"

namespace edge::probe {

inline constexpr int kRegistrySchemaVersion = 1;

std::string registry_text(const RegistryReport& report, const TextStyle& style);
/// Indented, with a final newline.
std::string registry_json_text(const RegistryReport& report);
/// The JSON schema (draft 2020-12) of such reports.
nlohmann::ordered_json registry_schema();

}  // namespace edge::probe
