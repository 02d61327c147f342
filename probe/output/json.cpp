// json: for programs. Always whole, whatever has been shown on the way.
#include "common/report/json.hpp"

#include "probe/output/rows.hpp"

namespace edge::probe {

std::string render_json(const Report& report, const OutputStyle& /*style*/) {
  return report_json_text(report);
}

}  // namespace edge::probe
