#include "probe/engine/engine_state.hpp"

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "probe/engine/json_reading.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostNetworks = 64;
constexpr std::size_t kMostMembers = 256;    // of a network
constexpr std::size_t kMostContainers = 32;  // of which each is one question
constexpr std::string_view kAgent = "edgeAgent", kHub = "edgeHub";

/// Docker has "Docker Engine - Community" below Platform, and "Engine" as the component.
std::string product_of(const nlohmann::json& version) {
  std::string name = text_of(version, {"Platform", "Name"});
  for (const auto& component : list_of(version, {"Components"})) {
    const auto part = text_of(component, {"Name"});
    if (part.starts_with("Podman")) name = part;
    if (name.empty() && part == "Engine") name = "Docker Engine";
  }
  if (name.empty()) name = "an engine";
  return name + " " + text_of(version, {"Version"});
}

bool is_called(const std::string& name, std::string_view wanted) {
  return same_ignoring_case(name, wanted);  // edgehub, as the preview of 2017 named it
}

int rank_of(const std::string& name) {
  return is_called(name, kAgent) ? 0 : is_called(name, kHub) ? 1 : 2;
}

/// Names that can stand in a target: others are nobody's business here.
bool can_be_asked(const std::string& name) {
  try {
    checked_container_name("", name);
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

}  // namespace

bool is_edge_agent(const Container& container) { return is_called(container.name, kAgent); }

bool is_edge_hub(const Container& container) { return is_called(container.name, kHub); }

std::vector<EngineNetwork> parse_networks(const nlohmann::json& answer) {
  std::vector<EngineNetwork> networks;
  if (!answer.is_array()) return networks;
  for (const auto& one : answer) {
    if (networks.size() == kMostNetworks) break;
    EngineNetwork network{.name = text_of(one, {"Name"}), .driver = text_of(one, {"Driver"}),
                          .bridge = text_of(one, {"Options", "com.docker.network.bridge.name"})};
    for (const auto& config : list_of(one, {"IPAM", "Config"})) {
      const auto subnet = text_of(config, {"Subnet"});
      if (!subnet.empty() && network.subnets.size() < kMostMembers) {
        network.subnets.push_back(subnet);
      }
    }
    for (const auto& [id, member] : members_of(one, {"Containers"})) {
      if (network.members.size() == kMostMembers) break;
      const auto address = text_of(member, {"IPv4Address"});
      network.members.push_back({text_of(member, {"Name"}),
                                 address.substr(0, address.find('/'))});
    }
    if (!network.name.empty()) networks.push_back(std::move(network));
  }
  return networks;
}

EngineState read_engine_state(const Engine& engine) {
  EngineState state{.socket = engine.socket(), .product = product_of(engine.ask("/version"))};
  state.networks = parse_networks(engine.ask("/networks"));
  auto names = container_names(engine);
  std::ranges::stable_sort(names, {}, rank_of);
  for (const std::string& name : names) {
    if (state.containers.size() == kMostContainers || !can_be_asked(name)) {
      ++state.left_out;
      continue;
    }
    try {
      state.containers.push_back(parse_container(engine.ask("/containers/" + name + "/json")));
    } catch (const NotFound&) {
      ++state.left_out;  // it has been removed meanwhile
    }
  }
  return state;
}

}  // namespace edge::probe
