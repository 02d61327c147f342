#include "probe/host/host_json.hpp"

#include "common/base/json_text.hpp"
#include "common/report/schema_archive.hpp"

namespace edge::probe {

std::string host_json_text(const HostReport& report) {
  return json_text(json::Writer::document(report, kHostSchemaVersion), 2) + "\n";
}

nlohmann::ordered_json host_schema() {
  return json::Schema::of_document<HostReport>(
      "edgeprobe host",
      "What `edgeprobe host` finds on the host of an IoT Edge device. What is not known is absent.",
      kHostSchemaVersion);
}

}  // namespace edge::probe
