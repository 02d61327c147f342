#include "probe/survey_output/csv_cell.hpp"

#include "common/base/escape.hpp"

namespace edge::probe {

std::string csv_cell(std::string_view text) {
  std::string shown = printable(text, 4096);
  if (!shown.empty() && std::string_view("=+-@\t\r|%").find(shown.front()) != std::string::npos) {
    shown.insert(0, "'");
  }
  std::string quoted = "\"";
  for (const char c : shown) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace edge::probe
