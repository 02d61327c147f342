#include "probe/commands/printing.hpp"

#include <algorithm>
#include <sstream>

#include "common/world/real/environment.hpp"

namespace edge::probe {

std::string rendered(const std::string& format, const Report& report,
                     const OutputStyle& style) {
  std::ostringstream text;
  write_output(format, text, report, style);
  return text.str();
}

OutputStyle terminal_style() {
  constexpr int kNarrowest = 80, kWidest = 100;  // columns
  const int columns = terminal_columns(1).value_or(kWidest);
  return {.log_shown = true,
          .colours = wants_colours(),
          .width = static_cast<std::size_t>(std::clamp(columns, kNarrowest, kWidest))};
}

}  // namespace edge::probe
