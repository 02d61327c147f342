#include "simulator/hub_program/control/behaviours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/rows.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/topology/hub_service.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

constexpr const char* kNode = "hub";

/// What a fault may change of it: the hub's behaviour and the node's clock.
Topology alone(const Service& hub) {
  Node node;
  node.name = kNode;
  Interface interface;
  interface.name = "eth0";
  interface.addresses = {one_address(hub.address)};
  node.interfaces = {interface};
  Topology topology;
  topology.name = kNode;
  topology.nodes = {node};
  topology.services = {hub};
  topology.services.front().node = kNode;
  return topology;
}

const FaultRow& known_fault(const std::string& name) {
  if (const FaultRow* row = find_fault(fault_rows(), name)) return *row;
  throw std::invalid_argument(unknown_fault(name));
}

Topology with_fault(const Topology& topology, const Behaviours::Active& active) {
  const FaultRow& row = known_fault(active.fault);
  if (row.needs == Needs::network) {
    throw std::invalid_argument(fmt::format(
        "fault '{}' is about a network, and this is a hub alone: `edgesim run` (in a scenario) and "
        "`edgesim lab` (for real programs) make networks that can have it", row.name));
  }
  try {
    return row.applied_to(topology, active.with);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("fault '{}': {}", row.name, error.what()));
  }
}

}  // namespace

Behaviours::Behaviours(Service healthy) : healthy_(std::move(healthy)), service_(healthy_) {}

Service Behaviours::with(const std::vector<Active>& faults) const {
  Topology topology = alone(healthy_);
  for (const auto& active : faults) topology = with_fault(topology, active);
  Service service = topology.services.front();
  service.node = healthy_.node;
  auto& hub = service.as<HubService>();
  if (hub.devices != healthy_.as<HubService>().devices) {
    throw std::invalid_argument("a fault that changes identities: change them by /devices instead");
  }
  hub.clock_offset += clock_offset(topology, kNode);
  return service;
}

void Behaviours::add(Active wanted) {
  auto faults = active_;
  std::erase_if(faults, [&](const Active& other) { return other.fault == wanted.fault; });
  faults.push_back(std::move(wanted));
  service_ = with(faults);
  active_ = std::move(faults);
}

bool Behaviours::heal(const std::string& fault) {
  auto faults = active_;
  if (std::erase_if(faults, [&](const Active& other) { return other.fault == fault; }) == 0) {
    return false;
  }
  service_ = with(faults);
  active_ = std::move(faults);
  return true;
}

void Behaviours::heal_all() {
  active_.clear();
  service_ = healthy_;
}

Behaviours::Active parse_behaviour(const std::string& text) {
  std::istringstream text_words(text);
  Behaviours::Active parsed;
  text_words >> parsed.fault;
  std::vector<std::string> words;
  for (std::string word; text_words >> word;) {
    const bool goes_on = word.find('=') == std::string::npos && !words.empty();
    if (goes_on) words.back() += " " + word;
    else words.push_back(word);
  }
  if (parsed.fault.empty()) throw std::invalid_argument("the fault's name is missing");
  parsed.with = parse_fault_parameters(parsed.fault, words);
  return parsed;
}

}  // namespace edge::sim
