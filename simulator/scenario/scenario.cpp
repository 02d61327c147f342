#include "simulator/scenario/scenario.hpp"

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/base64.hpp"
#include "simulator/scenario/scenario_fields.hpp"
#include "simulator/topology/hub_access.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace keys {
namespace {

bool describes_network(const YAML::Node& node) {
  return node.IsMap() && (node["nodes"] || node["wires"] || node["services"]);
}

/// What a parameter takes only its fault knows, and says so of empty and of odd ones as well.
Written written(const YAML::Node& node, const std::string& key) {
  if (node.IsNull()) return std::string();
  if (node.IsMap()) return Written::neither("a mapping");
  if (!node.IsSequence()) return node.Scalar();
  std::vector<std::string> items;
  bool texts = true;
  yaml_each(node, key, [&](const auto& item) {
    texts = texts && (item.IsScalar() || item.IsNull());
    if (texts) items.push_back(item.IsNull() ? std::string() : item.Scalar());
  });
  return texts ? Written(std::move(items)) : Written::neither("a list of anything but values");
}

}  // namespace

void Shape<Parameters, AsTyped>::read(const Reader::Source& from, Parameters& to) {
  if (!from.node.IsMap()) throw YamlError(from.node.Mark(), "'with' must be a mapping");
  for (const auto& entry : from.node) {
    const auto key = yaml_text(entry.first, "a key");
    if (!to.emplace(key, written(entry.second, key)).second) {
      throw YamlError(entry.first.Mark(), fmt::format("'{}' is given twice", printable(key, 64)));
    }
    from.context.marks.emplace(from.path + "." + key, entry.first.Mark());
  }
}

void Shape<ScenarioNetwork, AsTyped>::read(const Reader::Source& from, ScenarioNetwork& to) {
  if (from.node.IsScalar()) return Reader::decode(from, to.name, kTopologyName);
  if (describes_network(from.node)) {
    keys::Marks marks;
    to.described = read_topology(from.node, marks);
    for (const auto& [path, mark] : marks) {
      from.context.marks.emplace(fmt::format("{}.{}", from.path, path), mark);
    }
    return;
  }
  if (!from.node.IsMap() || from.node.size() == 0) {
    throw YamlError(from.node.Mark(), fmt::format("{} must be {}, which has nodes, wires and "
                                                  "services", from.key, allowed()));
  }
  const YamlMap map(from.node, from.key, {"name", "with"});
  Reader::decode({map.require("name"), from.key, from.path + ".name", from.context}, to.name,
                 kTopologyName);
  if (const auto with = map.find("with")) {
    Reader::decode({*with, "with", from.path + ".with", from.context}, to.with, AsTyped{});
  }
}

void Shape<ExpectedCount, AsTyped>::read(const Reader::Source& from, ExpectedCount& to) {
  if (!from.node.IsMap()) {
    const auto* text = from.scalar();
    const bool good = text && Form<int, Whole>::read(*text, to.least, kCount);
    if (!good) refuse(from.node, from.key, allowed());
    to.most = to.least;
    return;
  }
  to = {};
  const YamlMap map(from.node, from.key, {"at-least", "at-most"});
  const auto limit = [&](const char* key, int& value) {
    const auto found = map.find(key);
    if (!found) return false;
    Reader::decode({*found, key, from.path + "." + key, from.context}, value, kCount);
    return true;
  };
  const bool least = limit("at-least", to.least), most = limit("at-most", to.most);
  if (!least && !most) refuse(from.node, from.key, allowed());
  if (to.least > to.most) throw YamlError(from.node.Mark(), "at-least is more than at-most");
}

void Shape<Expectation, OrAnyOf>::read(const Reader::Source& from, Expectation& to) {
  const bool set = from.node.IsMap() && from.node["any-of"];
  if (!set) return Reader::decode(from, to, AsTyped{});
  const YamlMap map(from.node, from.key, {"any-of"});
  const auto outcomes = map.require("any-of");
  Reader::decode({outcomes, "any-of", from.path + ".any-of", from.context}, to.any_of,
                 List{kMostExpected});
  if (to.any_of.size() < 2) throw YamlError(outcomes.Mark(), "any-of needs two outcomes or more");
}

}  // namespace keys

namespace {

using keys::Misfit;

Place place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// Of all whose path begins with `prefix`, without it.
std::map<std::string, Place> places_below(const keys::Marks& marks, const std::string& prefix) {
  std::map<std::string, Place> places;
  for (auto it = marks.lower_bound(prefix); it != marks.end() && it->first.starts_with(prefix);
       ++it) {
    places[it->first.substr(prefix.size())] = place_of(it->second);
  }
  return places;
}

/// Of the value at `path`, and of each parameter below it.
Places places_of(const keys::Marks& marks, const std::string& path) {
  return {place_of(marks.at(path)), places_below(marks, path + ".with."), {}};
}

/// Named topologies have what the probe connects to; one of a user's own may lack it.
std::optional<Misfit> hub_misfit(const Topology& network, const ProbeSettings& probe) {
  const Service* hub = find_hub(network.services);
  if (!hub) return Misfit{"topology", "the topology lacks a service that runs a hub"};
  if (!probe.credentials) return std::nullopt;
  const auto devices = access_to(hub->as<HubService>()).devices;
  if (devices.empty()) {
    return Misfit{"topology", "the hub has no devices: give it one whose identity the probe takes, "
                              "or write 'probe: { credentials: false }'"};
  }
  if (devices.front().key.empty() && probe.key.empty()) {
    return Misfit{"topology",
                  "the hub's first device, whose identity the probe takes, has no key to sign "
                  "with: give it one, or write 'probe: { credentials: false }'"};
  }
  return std::nullopt;
}

/// What does not go together, the first if there is any.
std::optional<Misfit> first_misfit(const Scenario& scenario) {
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    const auto& step = scenario.timeline[i];
    if (step.until && *step.until <= step.at) {
      return Misfit{fmt::format("timeline[{}].until", i), "until must be later than at"};
    }
  }
  if (!scenario.probe.key.empty() && !base64_decode(scenario.probe.key)) {
    return Misfit{"probe.key", "key must be base64"};
  }
  if (scenario.probe.proxy && scenario.probe.proxy->port == 0) {
    return Misfit{"probe.proxy", "the proxy's port must be 1 to 65535"};
  }
  if (!scenario.expect.any_of.empty() && !scenario.statistical) {
    return Misfit{"expect.any-of", "any-of needs 'statistical: true'"};
  }
  if (!scenario.network.described) return std::nullopt;
  return hub_misfit(*scenario.network.described, scenario.probe);
}

Scenario read_scenario(const YAML::Node& node, const Vocabulary& names) {
  keys::Marks marks;
  auto scenario = keys::read_as<Scenario>(node, "a scenario", names, marks);
  if (const auto misfit = first_misfit(scenario)) {
    throw YamlError(keys::mark_of(marks, misfit->path), misfit->what);
  }
  if (scenario.statistical) scenario.seeds = kStatisticalSeeds;
  scenario.network.places = places_of(marks, "topology");
  if (marks.contains("probe")) scenario.probe.place = place_of(marks.at("probe"));
  if (scenario.network.described) {
    scenario.network.places.parts = places_below(marks, "topology.");
  }
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    scenario.timeline[i].places = places_of(marks, fmt::format("timeline[{}]", i));
  }
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
