#include "probe/host/host_json.hpp"

#include "common/base/json_text.hpp"
#include "common/report/schema_archive.hpp"

namespace edge::probe {

std::string host_json_text(const HostReport& report) {
  json::Json out;
  out["schema_version"] = kHostSchemaVersion;  // before everything else
  json::Writer::write_fields(out, report);
  return json_text(out, 2) + "\n";
}

nlohmann::ordered_json host_schema() {
  json::Schema parts;
  json::Json schema = parts.begun<HostReport>(
      "edgeprobe host",
      "What `edgeprobe host` finds on the host of an IoT Edge device. What is not known is absent.",
      kHostSchemaVersion);
  schema["$defs"] = std::move(parts).definitions();
  return schema;
}

}  // namespace edge::probe
