#include "common/report/json.hpp"
#include "common/report/schema_archive.hpp"

namespace edge {

nlohmann::ordered_json report_schema() {
  json::Schema parts;
  json::Json schema = parts.begun<Report>(
      "edgeprobe report",
      "The result of one run of edgeprobe. Durations are milliseconds; what is not known is "
      "absent.",
      kReportSchemaVersion);
  schema["if"] = {{"required", {"interrupted"}}};  // then there may be none
  schema["else"]["properties"]["verdicts"]["minItems"] = 1;
  schema["$defs"] = std::move(parts).definitions();
  return schema;
}

}  // namespace edge
