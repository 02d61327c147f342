#include "probe/commands/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/rows.hpp"
#include "common/base/suggestion.hpp"
#include "common/base/usage_error.hpp"
#include "common/program/table.hpp"
#include "common/report/json.hpp"
#include "common/report/layout.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/output/outputs.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLabel = 12;   // columns

std::string cell(std::string_view text) { return text.empty() ? "-" : std::string(text); }

Table verdict_table() {
  Table table{{"verdict", "severity", "stage", "what it means"}, {}};
  for (const VerdictRow& row : verdict_rows()) {
    table.rows.push_back({std::string(row.code), std::string(name_of(row.severity)),
                          cell(row.stage), usual_words(row.title)});
  }
  return table;
}

Table transport_table() {
  Table table{{"transport", "port", "what"}, {}};
  for (const TransportRow& row : transport_rows()) {
    table.rows.push_back({std::string(row.name), std::to_string(row.default_port),
                          std::string(row.what)});
  }
  return table;
}

template <class Rows>
Table named_table(std::string heading, const Rows& rows) {
  Table table{{std::move(heading), "what"}, {}};
  for (const auto& row : rows) table.rows.push_back({std::string(row.name), std::string(row.what)});
  return table;
}

/// One of `edgeprobe list`.
struct TableRow {
  std::string_view name;
  Table (*make)();
};

constexpr TableRow kTables[] = {
    {"verdicts", verdict_table},
    {"stages", [] { return named_table("stage", stage_rows()); }},
    {"transports", transport_table},
    {"profiles", [] { return named_table("profile", profiles()); }},
    {"outputs", [] { return named_table("output", output_rows()); }},
};
constexpr std::string_view kSchema = "schema";

constexpr MarkdownStyle kMarkdown{.code_names = true, .ruler = "---"};

std::string explained(const VerdictRow& row, std::size_t width) {
  const auto block = [width](std::string_view label, std::string_view words) {
    return fmt::format("  {:<{}}{}\n", label, kLabel - 2, wrapped(words, kLabel, width));
  };
  std::string text = fmt::format("{}\n", row.code);
  text += block("Means", usual_words(row.title));
  if (!row.stage.empty()) text += block("Stage", row.stage);
  text += block("Severity", row.severity == Severity::error
                                ? "error; a warning when the agent connects by the other transport"
                                : name_of(row.severity));
  text += block("Fix", usual_words(row.fix));
  if (!row.guide.empty()) text += block("Guide", row.guide);
  return text;
}

}  // namespace

std::string explain(std::string_view code, std::size_t width) {
  if (!code.empty()) {
    const VerdictRow* row = find_verdict(code);
    if (!row) {
      const auto codes = names_of_rows(verdict_rows(), &VerdictRow::code);
      throw UsageError(fmt::format("explain {}: no such verdict{}; `edgeprobe list verdicts` shows "
                                   "them all", printable(code, 64), suggestion(code, codes)));
    }
    return explained(*row, width);
  }
  std::string text;
  for (const VerdictRow& row : verdict_rows()) {
    if (!text.empty()) text += "\n";
    text += explained(row, width);
  }
  return text;
}

std::vector<std::string> table_names() {
  auto names = names_of_rows(std::span<const TableRow>(kTables), &TableRow::name);
  names.emplace_back(kSchema);
  return names;
}

std::string list_table(std::string_view table, bool markdown) {
  if (table == kSchema && markdown) throw UsageError("list schema: --markdown is for tables");
  if (table == kSchema) return json_text(report_schema(), 2) + "\n";
  const auto* row = find_row(std::span<const TableRow>(kTables), table, &TableRow::name);
  if (!row) refuse_table(table, table_names());
  const Table made = row->make();
  return markdown ? as_markdown(made, kMarkdown) : as_text(made);
}

}  // namespace edge::probe
