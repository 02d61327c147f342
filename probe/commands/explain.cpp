#include "probe/commands/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/base/usage_error.hpp"
#include "common/report/layout.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/output/outputs.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kWidth = 100;   // columns
constexpr std::size_t kLabel = 12;   // columns

struct Table {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
};

std::string cell(std::string_view text) { return text.empty() ? "-" : std::string(text); }

Table verdict_table() {
  Table table{{"verdict", "severity", "stage", "what it means"}, {}};
  for (const VerdictRow& row : verdict_rows()) {
    table.rows.push_back({std::string(row.code), std::string(name_of(row.severity)),
                          cell(row.stage), std::string(row.title)});
  }
  return table;
}

template <class Rows>
Table named_table(std::string heading, const Rows& rows) {
  Table table{{std::move(heading), "what"}, {}};
  for (const auto& row : rows) table.rows.push_back({std::string(row.name), std::string(row.what)});
  return table;
}

Table table_called(std::string_view name) {
  if (name == "verdicts") return verdict_table();
  if (name == "stages") return named_table("stage", stage_rows());
  if (name == "profiles") return named_table("profile", profiles());
  if (name == "outputs") return named_table("output", output_rows());
  throw UsageError(fmt::format("list {}: there are verdicts, stages, profiles and outputs", name));
}

std::string as_markdown(const Table& table) {
  const auto line = [](const std::vector<std::string>& cells, std::string_view code) {
    std::string text = "|";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += fmt::format(" {0}{1}{0} |", i == 0 ? code : "", cells[i]);
    }
    return text + "\n";
  };
  std::string text = line(table.headings, "") + "|";
  for (std::size_t i = 0; i < table.headings.size(); ++i) text += "---|";
  text += "\n";
  for (const auto& row : table.rows) text += line(row, "`");
  return text;
}

std::string as_text(const Table& table) {
  std::string text;
  for (const auto& row : table.rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::size_t width = 0;
      for (const auto& other : table.rows) width = std::max(width, other[i].size());
      line += i + 1 == row.size() ? row[i] : fmt::format("{:<{}}  ", row[i], width);
    }
    text += line + "\n";
  }
  return text;
}

std::string block(std::string_view label, std::string_view words) {
  return fmt::format("  {:<{}}{}\n", label, kLabel - 2, wrapped(words, kLabel, kWidth));
}

std::string explained(const VerdictRow& row) {
  std::string text = fmt::format("{}\n", row.code);
  text += block("Means", row.title);
  if (!row.stage.empty()) text += block("Stage", row.stage);
  text += block("Severity", row.severity == Severity::error
                                ? "error; a warning when the agent connects by the other transport"
                                : name_of(row.severity));
  text += block("Fix", row.fix);
  if (!row.guide.empty()) text += block("Guide", row.guide);
  return text;
}

}  // namespace

std::string explain(std::string_view code) {
  if (!code.empty()) {
    const VerdictRow* row = find_verdict(code);
    if (!row) {
      throw UsageError(fmt::format("explain {}: no such verdict; `edgeprobe list verdicts` shows "
                                   "them all", code));
    }
    return explained(*row);
  }
  std::string text;
  for (const VerdictRow& row : verdict_rows()) {
    if (!text.empty()) text += "\n";
    text += explained(row);
  }
  return text;
}

std::string list_table(std::string_view table, bool markdown) {
  const Table found = table_called(table);
  return markdown ? as_markdown(found) : as_text(found);
}

}  // namespace edge::probe
