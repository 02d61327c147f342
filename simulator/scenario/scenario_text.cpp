#include "common/yaml/yaml_writer.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string milliseconds_text(Duration time) {
  return std::to_string(std::chrono::round<std::chrono::milliseconds>(time).count()) + "ms";
}

Json parameters_json(const Parameters& with) {
  Json made = Json::object();
  for (const auto& [name, value] : with) made[name] = Json(json_of(value));
  return made;
}

Json network_json(const ScenarioNetwork& network) {
  if (network.with.empty()) return network.name;
  return {{"name", network.name}, {"with", parameters_json(network.with)}};
}

Json step_json(const FaultStep& step) {
  Json made{{"at", milliseconds_text(step.at)}, {"fault", step.fault}};
  if (!step.with.empty()) made["with"] = parameters_json(step.with);
  if (step.until) made["until"] = milliseconds_text(*step.until);
  return made;
}

Json probe_json(const ProbeSettings& probe) {
  Json made = Json::object();
  if (probe.begins > Duration{}) made["begins"] = milliseconds_text(probe.begins);
  if (!probe.credentials) made["credentials"] = false;
  if (!probe.transport.empty()) made["transport"] = probe.transport;
  if (probe.quick) made["quick"] = true;
  if (probe.second_dns) made["second-dns"] = to_string(*probe.second_dns);
  if (probe.proxy) made["proxy"] = to_string(*probe.proxy);
  return made;
}

}  // namespace

std::string scenario_text(const Scenario& scenario) {
  Json made{{"why", scenario.why}, {"topology", network_json(scenario.network)}};
  const Scenario usual;
  if (scenario.profile != usual.profile) made["profile"] = scenario.profile;
  if (scenario.seed != usual.seed) made["seed"] = scenario.seed;
  for (const auto& step : scenario.timeline) made["timeline"].push_back(step_json(step));
  auto probe = probe_json(scenario.probe);
  if (!probe.empty()) made["probe"] = std::move(probe);
  made["expect"] = Json::object();
  if (scenario.expect.verdict) made["expect"]["verdict"] = *scenario.expect.verdict;
  return written_yaml(made, 0);
}

}  // namespace edge::sim
