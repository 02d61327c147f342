#include "probe/matrix/matrix_json.hpp"

#include "common/base/json_text.hpp"
#include "common/report/schema_archive.hpp"

namespace edge::probe {

std::string matrix_json_text(const MatrixReport& matrix) {
  return json_text(json::Writer::document(matrix, kMatrixSchemaVersion), 2) + "\n";
}

nlohmann::ordered_json matrix_schema() {
  return json::Schema::of_document<MatrixReport>(
      "edgeprobe matrix",
      "What `edgeprobe matrix` finds: runs of one hub from several networks. Durations are "
      "milliseconds; what is not known is absent.",
      kMatrixSchemaVersion);
}

}  // namespace edge::probe
