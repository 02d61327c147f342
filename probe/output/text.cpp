// text: for people. The layout is common/report/text.cpp's, which the simulator prints as well.
#include "common/report/text.hpp"

#include "probe/output/rows.hpp"

namespace edge::probe {

std::string render_text(const Report& report, bool log_shown) {
  TextOptions options;
  options.log = !log_shown;
  return report_text(report, options);
}

}  // namespace edge::probe
