#include "simulator/commands/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "common/program/table.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/hub/personality.hpp"
#include "simulator/hub_program/control/routes.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/suite_files.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace {

Table topology_table() {
  Table table{{"name", "what", "parameters"}, {}};
  for (const auto& row : topology_rows()) {
    table.rows.push_back({std::string{row.name}, std::string{row.what},
                          help_text(row.parameters)});
  }
  return table;
}

/// With what each can happen to: not every fault makes sense on `edgesim hub`.
Table fault_table() {
  Table table{{"name", "what", "needs", "parameters", "found as"}, {}};
  for (const auto& row : fault_rows()) {
    table.rows.push_back({std::string{row.name}, std::string{row.what},
                          row.needs == Needs::hub ? "a hub" : "a network",
                          help_text(row.parameters),
                          fmt::format("{}", fmt::join(row.found_as.begin(), row.found_as.end(),
                                                      ", "))});
  }
  return table;
}

/// The hubs that `edgesim hub --personality` can be.
Table personality_table() {
  Table table{{"name", "what"}, {}};
  for (const auto& row : personality_rows()) {
    table.rows.push_back({std::string{row.name}, std::string{row.what}});
  }
  return table;
}

/// What "code" of a fault may be.
Table hub_error_table() {
  Table table{{"code", "condition", "message"}, {}};
  for (const auto& row : hub_error_rows()) {
    table.rows.push_back({std::to_string(row.code), std::string{row.condition},
                          std::string{row.message}});
  }
  return table;
}

/// What a file can say.
Table key_table(const std::vector<FileKey>& keys) {
  Table table{{"of", "key", "value", "without it", "what"}, {}};
  for (const auto& row : keys) {
    table.rows.push_back(
        {row.of, row.key, row.value, row.required ? "(required)" : row.usual, row.what});
  }
  return table;
}

/// What `edgesim hub` can be asked over HTTP.
Table route_table() {
  Table table{{"request", "what", "parameters"}, {}};
  for (const auto& row : control_routes()) {
    table.rows.push_back({fmt::format("{} {}", row.method, row.path), std::string{row.words},
                          std::string{row.query}});
  }
  return table;
}

/// Of every outcome that the scenario expects, none twice: "0", or "0 or 1" of a statistical one.
template <class Field>
std::string expected_text(const Expectation& expect, Field Expectation::*field,
                          std::string_view quote = "") {
  const auto outcomes = expect.any_of.empty() ? std::vector{expect} : expect.any_of;
  std::vector<std::string> texts;
  for (const auto& outcome : outcomes) {
    const auto value = outcome.*field ? fmt::format("{}", *(outcome.*field)) : "any";
    const auto text = fmt::format("{0}{1}{0}", quote, value);
    if (std::ranges::count(texts, text) == 0) texts.push_back(text);
  }
  return fmt::format("{}", fmt::join(texts, " or "));
}

Table scenario_table(const std::filesystem::path& folder, bool links) {
  Table table{{"scenario", "why", "verdict", "exit"}, {}};
  for (const auto& file : scenario_files({folder})) {
    const auto scenario = load_scenario(file);
    if (links) {
      table.rows.push_back({fmt::format("[{0}]({0}.yaml)", scenario.name), scenario.why,
                            expected_text(scenario.expect, &Expectation::verdict, "`"),
                            expected_text(scenario.expect, &Expectation::exit)});
    } else {
      table.rows.push_back({scenario.name, scenario.why});
    }
  }
  return table;
}

/// One of `edgesim list`: made of what is compiled in, or of the scenarios in a folder.
struct TableRow {
  std::string_view name;
  Table (*make)() = nullptr;
  Table (*of_folder)(const std::filesystem::path& folder, bool links) = nullptr;
};

constexpr TableRow kTables[] = {
    {"faults", fault_table},
    {"scenarios", nullptr, scenario_table},
    {"topologies", topology_table},
    {"scenario-keys", [] { return key_table(scenario_keys()); }},
    {"topology-keys", [] { return key_table(topology_keys()); }},
    {"personalities", personality_table},
    {"hub-errors", hub_error_table},
    {"routes", route_table},
};

constexpr std::string_view kSchema = "schema";

std::vector<std::string> nodes_of(std::string_view topology) {
  const auto network = edge::row_of(topology_rows(), topology, &TopologyRow::name).built({});
  std::vector<std::string> names;
  for (const auto& node : network.nodes) names.push_back(node.name);
  return names;
}

std::string schema_text() {
  constexpr SchemaRows kRows{
      .fault =
          [](std::string_view name) {
            const auto& row = edge::row_of(fault_rows(), name, &FaultRow::name);
            return SchemaRows::Row{row.what, row.parameters};
          },
      .topology =
          [](std::string_view name) {
            const auto& row = edge::row_of(topology_rows(), name, &TopologyRow::name);
            return SchemaRows::Row{row.what, row.parameters};
          },
      .nodes = nodes_of};
  return json_text(scenario_schema(known_names(), kRows), 2) + "\n";
}

}  // namespace

std::vector<std::string> table_names() {
  auto names = names_of_rows(std::span<const TableRow>(kTables), &TableRow::name);
  names.emplace_back(kSchema);
  return names;
}

std::string list_table(const std::string& topic, const std::string& folder, bool as_markdown) {
  const auto* row = find_row(std::span<const TableRow>(kTables), topic, &TableRow::name);
  if (!row && topic != kSchema) refuse_table(topic, table_names());
  if (!folder.empty() && !(row && row->of_folder)) {
    throw UsageError(fmt::format("list {}: takes no folder; only scenarios are listed from one",
                                 topic));
  }
  if (!row && as_markdown) throw UsageError("list schema: --markdown is for tables");
  if (!row) return schema_text();
  const auto table = row->make ? row->make()
                               : row->of_folder(folder.empty() ? "scenarios" : folder, as_markdown);
  return as_markdown ? edge::as_markdown(table) : as_text(table, 2);
}

}  // namespace edge::sim
