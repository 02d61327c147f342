#include "probe/logs/log_json.hpp"

#include "common/base/json_text.hpp"
#include "common/report/schema_archive.hpp"

namespace edge::probe {

std::string log_json_text(const LogReport& report) {
  return json_text(json::Writer::document(report, kLogSchemaVersion), 2) + "\n";
}

nlohmann::ordered_json log_schema() {
  return json::Schema::of_document<LogReport>(
      "edgeprobe logs",
      "What `edgeprobe logs` finds in logs. Durations are milliseconds; what is not known is "
      "absent.",
      kLogSchemaVersion);
}

}  // namespace edge::probe
