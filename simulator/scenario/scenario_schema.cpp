#include "simulator/keys/key_table.hpp"
#include "simulator/scenario/scenario_fields.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace keys {
namespace {

Json reference_to(std::string_view definition) {
  return {{"$ref", fmt::format("#/$defs/{}", definition)}};
}

/// `schema`, where the parameters under `with` are those of the row that `key` names.
Json with_parameters_of(Json schema, const std::string& key, const std::vector<std::string>& rows,
                        ParametersOf parameters) {
  schema["allOf"] = Json::array();
  for (const auto& row : rows) {
    const auto allowed = schema_of(parameters(row));
    Json then{{"properties", {{"with", allowed}}}};
    if (allowed.contains("required")) then["required"] = {"with"};
    schema["allOf"].push_back({{"if", {{"properties", {{key, {{"const", row}}}}}}},
                               {"then", std::move(then)}});
  }
  return schema;
}

}  // namespace

Json Shape<ScenarioNetwork, AsTyped>::schema(const Describer& describer) {
  return {{"oneOf", {Json{{"enum", describer.names().topologies}},
                     reference_to("named-topology"), reference_to("topology")}}};
}

Json Shape<Parameters, AsTyped>::schema(const Describer&) { return {{"type", "object"}}; }

Json Shape<Expectation, OrAnyOf>::schema(const Describer&) {
  Json set{{"type", "object"}, {"additionalProperties", false}, {"required", {"any-of"}}};
  set["properties"]["any-of"] = {
      {"type", "array"}, {"minItems", 2}, {"items", reference_to("outcome")},
      {"description", "of a statistical scenario: one of these for each seed"}};
  return {{"oneOf", {reference_to("outcome"), set}}};
}

}  // namespace keys

nlohmann::ordered_json scenario_schema(const Vocabulary& vocabulary, ParametersOf fault,
                                       ParametersOf topology) {
  const keys::Describer describer(vocabulary);
  keys::Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", "A scenario of edgesim"},
                    {"description",
                     "A network, what breaks in it and when, and what edgeprobe must find."}};
  schema.update(describer.schema(static_cast<const Scenario*>(nullptr)));
  auto& step = schema["properties"]["timeline"]["items"];
  step = keys::with_parameters_of(std::move(step), "fault", vocabulary.faults, fault);

  keys::Json named{{"type", "object"}, {"additionalProperties", false}, {"required", {"name"}}};
  named["properties"] = {{"name", {{"enum", vocabulary.topologies}}}, {"with", keys::Json()}};
  named["properties"]["with"] = {{"type", "object"}};
  auto& definitions = schema["$defs"];
  definitions["named-topology"] =
      keys::with_parameters_of(std::move(named), "name", vocabulary.topologies, topology);
  definitions["duration"] = keys::Form<Duration, keys::Span>::schema(keys::kUpToACentury);
  definitions["topology"] = topology_schema();
  definitions["outcome"] = describer.schema(static_cast<const Expectation*>(nullptr));
  return schema;
}

std::vector<FileKey> scenario_keys() { return keys::key_table<Scenario>(); }

}  // namespace edge::sim
