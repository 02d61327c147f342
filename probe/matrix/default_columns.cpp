#include "probe/matrix/default_columns.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "common/base/host_name.hpp"
#include "common/iothub/connection_string.hpp"
#include "probe/host/engine_findings.hpp"
#include "probe/host/trace.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostColumns = 4;  // that one screen has room for
constexpr std::string_view kModules = "azure-iot-edge";  // as IoT Edge calls its network
constexpr std::array<std::string_view, 3> kDefaultBridges = {"docker0", "podman0", "cni-podman0"};
/// Docker's name of its default network, and podman's.
constexpr std::array<std::string_view, 2> kDefaultNetworks = {"bridge", "podman"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

const Container* agent_of(const EngineState& engine) {
  const auto found = std::ranges::find_if(engine.containers, is_edge_agent);
  return found == engine.containers.end() ? nullptr : &*found;
}

bool is_modules_network(const EngineState& engine, const EngineNetwork& network) {
  const Container* agent = agent_of(engine);
  if (!agent || agent->networks.empty()) return network.name == kModules;
  return std::ranges::count(agent->networks, network.name, &ContainerPlace::network) > 0;
}

void add_of_engine(std::vector<ColumnPlan>& columns, const HostState& host,
                   const EngineState& engine) {
  const Container* agent = agent_of(engine);
  const bool runs = agent && agent->running && agent->process != 0;
  ColumnPlan modules;
  if (runs) modules = {"module network", "container:" + agent->name};
  for (const EngineNetwork& network : engine.networks) {
    const HostLink* bridge = bridge_of(host, network);
    if (!bridge) continue;
    const auto vantage = "bridge:" + bridge->name;
    if (is_modules_network(engine, network)) {
      if (modules.vantage.empty()) modules = {"module network", vantage};
    } else if (is_one_of(kDefaultNetworks, network.name)) {
      columns.push_back({"default bridge", vantage});
    }
  }
  if (!modules.vantage.empty()) columns.push_back(std::move(modules));
}

void add_by_name(std::vector<ColumnPlan>& columns, const HostState& host) {
  for (const ModuleNetwork& network : module_networks(host)) {
    const HostLink* bridge = find_link(host, network.bridge);
    if (!bridge || columns.size() == kMostColumns) continue;
    const auto vantage = "bridge:" + bridge->name;
    if (std::ranges::count(columns, vantage, &ColumnPlan::vantage) > 0) continue;
    const bool usual = is_one_of(kDefaultBridges, bridge->name);
    columns.push_back({usual ? "default bridge" : bridge->name, vantage});
  }
}

}  // namespace

std::vector<ColumnPlan> default_columns(const HostState& host,
                                        const std::optional<EngineState>& engine) {
  std::vector<ColumnPlan> columns = {{"host", ""}};
  if (engine) add_of_engine(columns, host, *engine);
  if (columns.size() == 1) add_by_name(columns, host);
  return columns;
}

std::vector<ColumnPlan> with_direct(const std::vector<ColumnPlan>& columns) {
  std::vector<ColumnPlan> both;
  for (const ColumnPlan& each : columns) {
    both.push_back(each);
    both.push_back({each.name + ", direct", each.vantage, true});
  }
  return both;
}

std::string hub_of_agent(const EngineState& engine) {
  const Container* agent = agent_of(engine);
  if (!agent) return {};
  const auto named = find_variable(agent->environment, "IOTEDGE_IOTHUBHOSTNAME");
  if (named && is_host_name(trimmed(named.value))) return std::string(trimmed(named.value));
  for (const char* name : {"EdgeHubConnectionString", "IotHubConnectionString",
                           "DeviceConnectionString"}) {
    const auto given = find_variable(agent->environment, name);
    try {
      if (given) return parse_connection_string(trimmed(given.value)).target();
    } catch (const std::invalid_argument&) {
      continue;  // `edgeprobe host` says what is wrong with it
    }
  }
  return {};
}

}  // namespace edge::probe
