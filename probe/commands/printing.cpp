#include "probe/commands/printing.hpp"

#include <sstream>

#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"

namespace edge::probe {

std::string rendered(const std::string& format, const Report& report,
                     const OutputStyle& style) {
  std::ostringstream text;
  write_output(format, text, report, style);
  return text.str();
}

OutputStyle terminal_style() {
  return {.log_shown = true, .colours = wants_colours(), .width = text_columns()};
}

}  // namespace edge::probe
