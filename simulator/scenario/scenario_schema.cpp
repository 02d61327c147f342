#include <map>

#include "simulator/keys/key_table.hpp"
#include "simulator/scenario/scenario_fields.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace keys {
namespace {

Json reference_to(std::string_view definition) {
  return {{"$ref", fmt::format("#/$defs/{}", definition)}};
}

/// `schema`, where the parameters under `with` are those of the row that `key` names. Not `oneOf`:
/// with that, editors offer only those rows that need no parameter.
Json with_parameters_of(Json schema, const std::string& key, const std::vector<std::string>& names,
                        SchemaRows::Row (*row)(std::string_view)) {
  schema["allOf"] = Json::array();
  for (const auto& name : names) {
    const auto allowed = schema_of(row(name).parameters);
    Json then{{"description", row(name).what}, {"properties", {{"with", allowed}}}};
    if (allowed.contains("required")) then["required"] = {"with"};
    schema["allOf"].push_back({{"if", {{"properties", {{key, {{"const", name}}}}}}},
                               {"then", std::move(then)}});
  }
  return schema;
}

/// Parameter -> the faults in which it names a node.
std::map<std::string, std::vector<std::string>> node_parameters(
    const std::vector<std::string>& faults, const SchemaRows& rows) {
  std::map<std::string, std::vector<std::string>> found;
  for (const auto& fault : faults) {
    for (const auto* each : rows.fault(fault).parameters) {
      if (each->names_node()) found[std::string(each->name())].push_back(fault);
    }
  }
  return found;
}

/// In a network that is named, the nodes that faults can be at are known.
Json nodes_of_topologies(const Vocabulary& names, const SchemaRows& rows) {
  const auto parameters = node_parameters(names.faults, rows);
  auto conditions = Json::array();
  for (const auto& topology : names.topologies) {
    auto steps = Json::array();
    for (const auto& [parameter, faults] : parameters) {
      Json with{{"properties", {{parameter, {{"enum", rows.nodes(topology)}}}}}};
      steps.push_back({{"if", {{"properties", {{"fault", {{"enum", faults}}}}}}},
                       {"then", {{"properties", {{"with", std::move(with)}}}}}});
    }
    Json named{{"type", "object"}, {"required", {"name"}}};
    named["properties"]["name"] = {{"const", topology}};
    Json condition{{"required", {"topology"}}};
    condition["properties"]["topology"]["anyOf"] = {Json{{"const", topology}}, named};
    Json then;
    then["properties"]["timeline"]["items"]["allOf"] = std::move(steps);
    conditions.push_back({{"if", std::move(condition)}, {"then", std::move(then)}});
  }
  return conditions;
}

}  // namespace

Json Shape<ScenarioNetwork, AsTyped>::schema(const Describer& describer) {
  return {{"oneOf", {Json{{"enum", describer.names().topologies}},
                     reference_to("named-topology"), reference_to("topology")}}};
}

Json Shape<Parameters, AsTyped>::schema(const Describer&) { return {{"type", "object"}}; }

Json Shape<ExpectedCount, AsTyped>::schema(const Describer&) {
  const auto count = Form<int, Whole>::schema(kCount);
  Json limits{{"type", "object"}, {"additionalProperties", false}, {"minProperties", 1}};
  limits["properties"] = {{"at-least", count}, {"at-most", count}};
  return {{"oneOf", {count, limits}}};
}

Json Shape<Expectation, OrAnyOf>::schema(const Describer&) {
  Json set{{"type", "object"}, {"additionalProperties", false}, {"required", {"any-of"}}};
  set["properties"]["any-of"] = {
      {"type", "array"}, {"minItems", 2}, {"items", reference_to("outcome")},
      {"description", "of a statistical scenario: one of these for each seed"}};
  return {{"oneOf", {reference_to("outcome"), set}}};
}

}  // namespace keys

nlohmann::ordered_json scenario_schema(const Vocabulary& vocabulary, const SchemaRows& rows) {
  const keys::Describer describer(vocabulary);
  keys::Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", "A scenario of edgesim"},
                    {"description",
                     "A network, what breaks in it and when, and what edgeprobe must find."}};
  schema.update(describer.schema(static_cast<const Scenario*>(nullptr)));
  auto& step = schema["properties"]["timeline"]["items"];
  step = keys::with_parameters_of(std::move(step), "fault", vocabulary.faults, rows.fault);
  schema["allOf"] = keys::nodes_of_topologies(vocabulary, rows);

  keys::Json named{{"type", "object"}, {"additionalProperties", false}, {"required", {"name"}}};
  named["properties"] = {{"name", {{"enum", vocabulary.topologies}}}, {"with", keys::Json()}};
  named["properties"]["with"] = {{"type", "object"}};
  auto& definitions = schema["$defs"];
  definitions["named-topology"] =
      keys::with_parameters_of(std::move(named), "name", vocabulary.topologies, rows.topology);
  definitions["duration"] = keys::Form<Duration, keys::Span>::schema(keys::kUpToACentury);
  definitions["topology"] = topology_schema();
  definitions["outcome"] = describer.schema(static_cast<const Expectation*>(nullptr));
  return schema;
}

std::vector<FileKey> scenario_keys() { return keys::key_table<Scenario>(); }

}  // namespace edge::sim
