#include "probe/commands/printing.hpp"

#include <fmt/format.h>

#include <sstream>

#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "probe/run/run.hpp"

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

void check_trust_of_plan(const Options& options) {
  try {
    make_tls_client(options, "plan.invalid");
  } catch (const NothingToTrust& error) {
    write_error_line("edgeprobe", fmt::format("a run would not begin here: {}", error.what()));
  }
}

}  // namespace edge::probe
