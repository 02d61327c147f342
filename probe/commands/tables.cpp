#include "probe/commands/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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
#include "probe/host/host_causes.hpp"
#include "probe/host/host_json.hpp"
#include "probe/host/vpn_products.hpp"
#include "probe/logs/log_causes.hpp"
#include "probe/logs/log_json.hpp"
#include "probe/logs/signatures.hpp"
#include "probe/matrix/matrix_json.hpp"
#include "probe/output/outputs.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/registry/pull.hpp"
#include "probe/registry/registry_output.hpp"
#include "probe/survey/catalogue_keys.hpp"
#include "probe/survey/kinds.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_compare/diff.hpp"
#include "probe/survey_compare/rollup.hpp"
#include "probe/survey_output/allow_list.hpp"
#include "probe/survey_output/outputs.hpp"
#include "probe/verdicts/verdicts.hpp"
#include "probe/watch/state.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLabel = 12;   // columns

std::string cell(std::string_view text) { return text.empty() ? "-" : std::string(text); }

std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

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

/// What of a row is looked for in a line: any of the first texts and all of the others.
std::string texts_of(const SignatureRow& row) {
  std::string any, all;
  for (const auto text : row.any) {
    if (!text.empty()) any += fmt::format("{}{}", any.empty() ? "" : " or ", trimmed(text));
  }
  for (const auto text : row.all) {
    if (!text.empty()) all += fmt::format(" with {}", trimmed(text));
  }
  return any + all;
}

Table signature_table() {
  Table table{{"signature", "of", "is a", "text", "what it means", "code", "source"}, {}};
  for (const SignatureRow& row : signature_rows()) {
    table.rows.push_back({std::string(row.name), std::string(name_of(row.component)),
                          std::string(name_of(row.says)), texts_of(row), std::string(row.means),
                          cell(row.code), std::string(row.source)});
  }
  return table;
}

Table log_cause_table() {
  Table table{{"code", "what it means", "fix"}, {}};
  for (const LogCauseRow& row : log_cause_rows()) {
    table.rows.push_back({std::string(row.code), std::string(row.title), std::string(row.fix)});
  }
  return table;
}

Table host_cause_table() {
  Table table{{"code", "what it means", "fix"}, {}};
  for (const HostCauseRow& row : host_cause_rows()) {
    table.rows.push_back({std::string(row.code), std::string(row.title), std::string(row.fix)});
  }
  return table;
}

Table vpn_sign_table() {
  Table table{{"product", "known by", "interface"}, {}};
  for (const VpnSign& row : vpn_signs()) {
    table.rows.push_back({std::string(row.product), std::string(row.sign), cell(row.link)});
  }
  return table;
}

Table endpoint_kind_table() {
  Table table{{"kind", "port", "what"}, {}};
  for (const EndpointKind& row : endpoint_kinds()) {
    table.rows.push_back({std::string(row.name), row.port ? std::to_string(row.port) : "-",
                          std::string(row.what)});
  }
  return table;
}

Table catalogue_key_table() {
  Table table{{"key", "must be there", "what"}, {}};
  for (const CatalogueKey& row : catalogue_keys()) {
    table.rows.push_back({std::string(row.name), row.required ? "yes" : "no",
                          std::string(row.what)});
  }
  return table;
}

Table metric_table() {
  Table table{{"metric", "labels of its own", "what"}, {}};
  for (const auto rows : {metric_rows(), watch_metric_rows()}) {
    for (const MetricRow& row : rows) {
      table.rows.push_back({std::string(row.name), cell(row.labels), std::string(row.help)});
    }
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
    {"endpoint-kinds", endpoint_kind_table},
    {"catalogue-keys", catalogue_key_table},
    {"survey-outputs", [] { return named_table("output", survey_outputs()); }},
    {"metrics", metric_table},
    {"allow-lists", [] { return named_table("form", allow_lists()); }},
    {"registry-steps", [] { return named_table("request", registry_steps()); }},
    {"signatures", signature_table},
    {"log-causes", log_cause_table},
    {"host-causes", host_cause_table},
    {"vpn-signs", vpn_sign_table},
};

/// What is printed as JSON.
struct SchemaRow {
  std::string_view name;
  nlohmann::ordered_json (*make)();
};
constexpr SchemaRow kSchemas[] = {{"schema", report_schema}, {"log-schema", log_schema},
                                  {"host-schema", host_schema},
                                  {"matrix-schema", matrix_schema},
                                  {"registry-schema", registry_schema},
                                  {"survey-schema", survey_schema},
                                  {"diff-schema", diff_schema},
                                  {"rollup-schema", rollup_schema},
                                  {"catalogue-schema", catalogue_schema}};

constexpr MarkdownStyle kMarkdown{.code_names = true, .ruler = "---"};

std::string block(std::string_view label, std::string_view words, std::size_t width) {
  return fmt::format("  {:<{}}{}\n", label, kLabel - 2, wrapped(words, kLabel, width));
}

std::string explained(const VerdictRow& row, std::size_t width) {
  std::string text = fmt::format("{}\n", row.code);
  text += block("Means", usual_words(row.title), width);
  if (!row.stage.empty()) text += block("Stage", row.stage, width);
  const auto severity = row.severity == Severity::error
                            ? "error; a warning when the agent connects by the other transport"
                            : name_of(row.severity);
  text += block("Severity", severity, width);
  text += block("Fix", usual_words(row.fix), width);
  if (!row.guide.empty()) text += block("Guide", row.guide, width);
  return text;
}

/// Of what only `edgeprobe logs`, or `edgeprobe host`, concludes.
template <class Row>
std::string explained_cause(const Row& row, std::size_t width) {
  return fmt::format("{}\n", row.code) + block("Means", row.title, width) +
         block("Fix", row.fix, width);
}

}  // namespace

std::string catalogue_text(const std::vector<Catalogue>& catalogues) {
  Table table{{"endpoint", "kind", "target", "needed by", "why", "source"}, {}};
  std::string left_out;
  for (const Catalogue& catalogue : catalogues) {
    for (const EndpointSpec& spec : catalogue.endpoints) {
      table.rows.push_back(
          {spec.name, spec.kind, spec.port ? fmt::format("{}:{}", spec.host, spec.port) : spec.host,
           fmt::format("{}{}", spec.component, spec.required ? "" : " (optional)"), spec.why,
           cell(spec.source)});
    }
    for (const auto& missing : catalogue.left_out) left_out += "left out: " + missing + "\n";
  }
  return as_text(table, 4) + left_out;
}

std::string explain(std::string_view code, std::size_t width) {
  if (const auto* row = find_row(log_cause_rows(), code, &LogCauseRow::code)) {
    return explained_cause(*row, width);
  }
  if (const auto* row = find_row(host_cause_rows(), code, &HostCauseRow::code)) {
    return explained_cause(*row, width);
  }
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
  for (const SchemaRow& row : kSchemas) names.emplace_back(row.name);
  return names;
}

std::string list_table(std::string_view table, bool markdown) {
  const std::span<const SchemaRow> schemas(kSchemas);
  if (const auto* schema = find_row(schemas, table, &SchemaRow::name)) {
    if (markdown) throw UsageError(fmt::format("list {}: --markdown is for tables", table));
    return json_text(schema->make(), 2) + "\n";
  }
  const auto* row = find_row(std::span<const TableRow>(kTables), table, &TableRow::name);
  if (!row) refuse_table(table, table_names());
  const Table made = row->make();
  return markdown ? as_markdown(made, kMarkdown) : as_text(made);
}

}  // namespace edge::probe
