#include "probe/output/outputs.hpp"

#include <ostream>

#include "common/base/rows.hpp"
#include "probe/output/rows.hpp"

namespace edge::probe {

std::span<const OutputRow> output_rows() {
  static constexpr OutputRow kRows[] = {
      {"text", "for people: log, stages, paths, verdict with its fix", render_text, true},
      {"json", "for programs: everything, by common/report/report.schema.json", render_json},
  };
  return kRows;
}

const OutputRow& output_called(std::string_view name) {
  return row_of(output_rows(), name, &OutputRow::name);
}

std::vector<std::string> output_names() {
  return names_of_rows(output_rows(), &OutputRow::name);
}

void write_output(std::string_view name, std::ostream& out, const Report& report,
                  const OutputStyle& style) {
  out << output_called(name).render(report, style) << std::flush;
}

}  // namespace edge::probe
