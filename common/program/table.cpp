#include "common/program/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/suggestion.hpp"
#include "common/base/usage_error.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownName = 64;  // bytes

/// Files of users are named in tables, too.
Table printable_cells(Table table) {
  for (auto& row : table.rows) {
    for (auto& cell : row) cell = printable(cell, cell.size());
  }
  return table;
}

std::vector<std::size_t> widths_of(const Table& table) {
  std::vector<std::size_t> widths(table.columns.size());
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  return widths;
}

std::string markdown_row(std::vector<std::string> cells) {
  std::string text = "|";
  for (auto& cell : cells) {
    for (auto at = cell.find('|'); at != std::string::npos; at = cell.find('|', at + 2)) {
      cell.replace(at, 1, "\\|");
    }
    text += " " + cell + " |";
  }
  return text + "\n";
}

}  // namespace

void refuse_table(std::string_view wanted, const std::vector<std::string>& names) {
  const std::string what =
      wanted.empty() ? "list: the name of a table is missing;"
                     : fmt::format("list {}: no such table{};", printable(wanted, kShownName),
                                   suggestion(wanted, names));
  throw UsageError(fmt::format("{} there are: {}", what, fmt::join(names, ", ")));
}

std::string as_text(const Table& table, std::size_t beside) {
  const Table shown = printable_cells(table);
  const auto widths = widths_of(shown);
  std::string text;
  for (const auto& row : shown.rows) {
    const auto side_by_side = std::min(beside, row.size());
    for (std::size_t i = 0; i + 1 < side_by_side; ++i) {
      text += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    text += row[side_by_side - 1] + "\n";
    for (std::size_t i = side_by_side; i < row.size(); ++i) {
      if (!row[i].empty()) text += fmt::format("{:<{}}    {}\n", "", widths[0], row[i]);
    }
  }
  return text;
}

std::string as_markdown(const Table& table, const MarkdownStyle& style) {
  const Table shown = printable_cells(table);
  std::string text = markdown_row(table.columns) + "|";
  for (std::size_t i = 0; i < table.columns.size(); ++i) text += fmt::format("{}|", style.ruler);
  text += "\n";
  for (auto row : shown.rows) {
    if (style.code_names) row[0] = "`" + row[0] + "`";
    text += markdown_row(std::move(row));
  }
  return text;
}

}  // namespace edge
