#include "probe/output/outputs.hpp"

#include <ostream>

#include "common/base/check.hpp"
#include "probe/output/rows.hpp"

namespace edge::probe {

std::span<const OutputRow> output_rows() {
  static constexpr OutputRow kRows[] = {
      {"text", "for people: log, stages, paths, verdict with its fix", render_text},
      {"json", "for programs: everything, by common/report/report.schema.json", render_json},
  };
  return kRows;
}

std::vector<std::string> output_names() {
  std::vector<std::string> names;
  for (const OutputRow& row : output_rows()) names.emplace_back(row.name);
  return names;
}

void write_output(std::string_view name, std::ostream& out, const Report& report,
                  const OutputStyle& style) {
  const OutputRow* found = nullptr;
  for (const OutputRow& row : output_rows()) {
    if (row.name == name) found = &row;
  }
  CHECK(found != nullptr);
  out << found->render(report, style) << std::flush;
}

}  // namespace edge::probe
