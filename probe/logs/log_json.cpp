#include "probe/logs/log_json.hpp"

#include "common/base/json_text.hpp"
#include "common/report/schema_archive.hpp"

namespace edge::probe {

std::string log_json_text(const LogReport& report) {
  json::Json out;
  out["schema_version"] = kLogSchemaVersion;  // before everything else
  json::Writer::write_fields(out, report);
  return json_text(out, 2) + "\n";
}

nlohmann::ordered_json log_schema() {
  json::Schema parts;
  json::Json schema = parts.begun<LogReport>(
      "edgeprobe logs",
      "What `edgeprobe logs` finds in logs. Durations are milliseconds; what is not known is "
      "absent.",
      kLogSchemaVersion);
  schema["$defs"] = std::move(parts).definitions();
  return schema;
}

}  // namespace edge::probe
