// text: for people. The layout is common/report/text.cpp's, which the simulator prints as well.
#include "common/base/secret_gate.hpp"
#include "common/report/text.hpp"

#include "probe/output/rows.hpp"

namespace edge::probe {

std::string render_text(const Report& report, const OutputStyle& style) {
  return without_own_secrets(report_text(
      report, {.log = !style.log_shown, .width = style.width, .colours = style.colours}));
}

}  // namespace edge::probe
