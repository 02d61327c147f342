#include "simulator/scenario/scenario.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/base64.hpp"
#include "simulator/scenario/read_expectation.hpp"
#include "simulator/scenario/vocabulary.hpp"
#include "simulator/topology/hub_access.hpp"
#include "simulator/topology_file/topology_file.hpp"
#include "simulator/yaml/yaml_reader.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kMostSteps = 64;  // at each step, all that are active are applied anew
constexpr Duration kShortestTimeout = std::chrono::milliseconds{1};

Place place_of(const YAML::Node& node) { return {node.Mark().line + 1, node.Mark().column + 1}; }

/// Any keys with scalar values or lists of scalars; whoever takes them knows which make sense.
Parameters read_parameters(const YAML::Node& node, Places& places) {
  if (!node.IsMap()) throw YamlError(node.Mark(), "'with' must be a mapping");
  Parameters parameters;
  for (const auto& entry : node) {
    const auto key = yaml_text(entry.first, "a key");
    Written value;
    if (entry.second.IsSequence()) {
      yaml_each(entry.second, key,
                [&](const auto& item) { value.items.push_back(yaml_text(item, key)); });
    } else {
      value = yaml_text(entry.second, fmt::format("'{}'", printable(key, 64)));
    }
    if (!parameters.emplace(key, std::move(value)).second) {
      throw YamlError(entry.first.Mark(), fmt::format("'{}' is given twice", printable(key, 64)));
    }
    places.parameters[key] = place_of(entry.first);
  }
  return parameters;
}

bool describes_network(const YAML::Node& node) {
  return node.IsMap() && (node["nodes"] || node["wires"] || node["services"]);
}

/// A name, a name with parameters, or a network.
void read_base(const YAML::Node& node, const Vocabulary& names, Scenario& scenario) {
  auto& places = scenario.topology_places;
  places.whole = place_of(node);
  if (node.IsScalar()) {
    scenario.topology = yaml_choice(node, "topology", names.topologies);
    return;
  }
  if (describes_network(node)) {
    scenario.inline_topology = read_topology(node);
    return;
  }
  const YamlMap map(node, "topology", {"name", "with"});
  scenario.topology = yaml_choice(map.require("name"), "topology", names.topologies);
  if (auto with = map.find("with")) scenario.topology_with = read_parameters(*with, places);
}

FaultStep read_step(const YAML::Node& node, const Vocabulary& names) {
  const YamlMap map(node, "a step of the timeline", {"at", "fault", "with", "until"});
  FaultStep step;
  step.places.whole = place_of(node);
  step.at = yaml_duration(map.require("at"), "at");
  step.fault = yaml_choice(map.require("fault"), "fault", names.faults);
  if (auto with = map.find("with")) step.with = read_parameters(*with, step.places);
  if (auto until = map.find("until")) {
    step.until = yaml_duration(*until, "until");
    if (*step.until <= step.at) throw YamlError(until->Mark(), "until must be later than at");
  }
  return step;
}

ProbeSettings read_probe(const YAML::Node& node, const Vocabulary& names) {
  const YamlMap map(node, "probe",
                    {"begins", "credentials", "from-environment", "key", "device-id", "module-id",
                     "until", "hold", "proxy", "proxy-user", "proxy-password"});
  ProbeSettings probe;
  const auto text = [&](std::string_view key, std::string& value) {
    if (auto found = map.find(key)) value = yaml_text(*found, key);
  };
  if (auto found = map.find("begins")) probe.begins = yaml_duration(*found, "begins");
  if (auto found = map.find("credentials")) probe.credentials = yaml_bool(*found, "credentials");
  if (auto found = map.find("from-environment")) {
    probe.from_environment = yaml_bool(*found, "from-environment");
  }
  if (auto found = map.find("until")) probe.until = yaml_choice(*found, "until", names.stages);
  if (auto found = map.find("hold")) probe.hold = yaml_duration(*found, "hold");
  if (auto found = map.find("key")) {
    probe.key = yaml_text(*found, "key");
    const bool good = !probe.key.empty() && base64_decode(probe.key);
    if (!good) throw YamlError(found->Mark(), "key must be base64");
  }
  text("device-id", probe.device_id);
  text("module-id", probe.module_id);
  if (auto found = map.find("proxy")) {
    const auto proxy = parse_endpoint(yaml_text(*found, "proxy"));
    if (!proxy) throw YamlError(found->Mark(), "proxy must be ADDRESS:PORT");
    probe.proxy = *proxy;
  }
  text("proxy-user", probe.proxy_user);
  text("proxy-password", probe.proxy_password);
  return probe;
}

/// Named topologies have what the probe connects to; one of a user's own may lack it.
void check_hub(const Scenario& scenario, const YAML::Node& topology) {
  const auto& services = scenario.inline_topology->services;
  const auto found = std::ranges::find_if(services, [](const Service& service) {
    return service.if_is<HubService>() != nullptr;
  });
  if (found == services.end()) {
    throw YamlError(topology.Mark(), "the topology lacks a service that runs a hub");
  }
  if (scenario.probe.credentials && access_to(found->as<HubService>()).devices.empty()) {
    throw YamlError(topology.Mark(), "the hub has no devices: give it one whose identity the probe "
                                     "takes, or write 'probe: { credentials: false }'");
  }
}

Scenario read_scenario(const YAML::Node& node, const Vocabulary& names) {
  const YamlMap map(node, "a scenario", {"why", "topology", "profile", "seed", "statistical",
                                         "timeline", "probe", "lab", "expect"});
  Scenario scenario;
  scenario.why = yaml_text(map.require("why"), "why");
  read_base(map.require("topology"), names, scenario);
  if (auto profile = map.find("profile")) {
    scenario.profile = yaml_choice(*profile, "profile", names.profiles);
  }
  if (auto seed = map.find("seed")) {
    scenario.seed = yaml_number(*seed, "seed", std::numeric_limits<std::uint64_t>::max());
  }
  if (auto found = map.find("statistical")) {
    scenario.statistical = yaml_bool(*found, "statistical");
    if (scenario.statistical) scenario.seeds = kStatisticalSeeds;
  }
  if (auto timeline = map.find("timeline")) {
    if (timeline->size() > kMostSteps) {
      throw YamlError(timeline->Mark(), fmt::format("timeline has {} steps; allowed: {}",
                                                    timeline->size(), kMostSteps));
    }
    yaml_each(*timeline, "timeline", [&](const auto& item) {
      scenario.timeline.push_back(read_step(item, names));
    });
  }
  if (auto probe = map.find("probe")) scenario.probe = read_probe(*probe, names);
  if (scenario.inline_topology) check_hub(scenario, map.require("topology"));
  if (auto lab = map.find("lab")) {
    const YamlMap settings(*lab, "lab", {"attempt-timeout"});
    const auto timeout = settings.require("attempt-timeout");
    scenario.lab_attempt_timeout = yaml_duration(timeout, "attempt-timeout");
    if (*scenario.lab_attempt_timeout < kShortestTimeout) {
      throw YamlError(timeout.Mark(), "attempt-timeout must be 1ms or more");
    }
  }
  scenario.expect = read_expectation(map.require("expect"), names, scenario.statistical);
  return scenario;
}

}  // namespace

Scenario parse_scenario(std::string_view text, const std::filesystem::path& file,
                        const Vocabulary& vocabulary) {
  try {
    auto scenario = read_scenario(read_yaml(text), vocabulary);
    scenario.file = file;
    scenario.name = file.stem().string();
    return scenario;
  } catch (const YamlError& error) {
    const auto place = error.line > 0 ? fmt::format(":{}:{}", error.line, error.column) : "";
    throw UsageError(
        fmt::format("{}{}: {}", printable(file.string()), place, error.what()));
  }
}

}  // namespace edge::sim
