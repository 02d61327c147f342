#include "probe/matrix/matrix_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "common/base/colour.hpp"
#include "common/base/escape.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLabelWidth = 15;      // columns, with the mark
constexpr std::size_t kBetween = 2;
constexpr std::size_t kNarrowestCell = 12;

std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  std::istringstream wrapped_text(wrapped(text, 0, width));
  std::vector<std::string> lines;
  for (std::string line; std::getline(wrapped_text, line);) {
    line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
    lines.push_back(line);
  }
  return lines;
}

/// Cells side by side, each wrapped in its own width.
std::string cells_text(const std::string& label, const std::vector<std::string>& values,
                       std::size_t width) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (const auto& value : values) {
    height = std::max(height, cells.emplace_back(lines_of(value, width)).size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::string row = fmt::format("{:<{}}", line == 0 ? label : "", kLabelWidth);
    for (const auto& cell : cells) {
      row += fmt::format("{:<{}}", line < cell.size() ? cell[line] : "", width + kBetween);
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

std::string where_text(const MatrixColumn& column) {
  if (!column.report) return column.vantage.empty() ? "here" : column.vantage;
  return column.report->vantage.empty() ? "here" : printable(column.report->vantage, 200);
}

}  // namespace

std::string matrix_text(const MatrixReport& matrix, const TextStyle& style) {
  const auto count = std::max<std::size_t>(matrix.columns.size(), 1);
  const std::size_t room = style.width - kLabelWidth;
  const std::size_t cell = std::max(room / count, kNarrowestCell + kBetween) - kBetween;
  std::string text = fmt::format("edgeprobe {}: {} from {} networks, side by side\n\n",
                                 matrix.program_version,
                                 matrix.host.empty() ? "the hub" : matrix.host, count);
  std::vector<std::string> names, places;
  for (const MatrixColumn& column : matrix.columns) {
    names.push_back(printable(column.name, 60));
    places.push_back(where_text(column));
  }
  text += cells_text("", names, cell) + cells_text("  from", places, cell);
  for (const MatrixRow& row : matrix.rows) {
    text += cells_text((row.differs ? "* " : "  ") + row.what, row.values, cell);
  }
  for (const MatrixColumn& column : matrix.columns) {
    if (column.why_not.empty()) continue;
    text += "\n" + labelled_block("not run", fmt::format("{}, because: {}", column.name,
                                                         column.why_not), style.width);
  }
  return text + "\n" + labelled_block("So", matrix.conclusion, style.width);
}

}  // namespace edge::probe
