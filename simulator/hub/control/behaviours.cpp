#include "simulator/hub/control/behaviours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/topology/look_up.hpp"
#include "simulator/faults.hpp"

namespace edge::sim {
namespace {

constexpr const char* kNode = "hub";

/// What a fault may change of it: the hub's behaviour and the node's clock.
Topology alone(const Service& hub) {
  Node node;
  node.name = kNode;
  Interface interface;
  interface.name = "eth0";
  interface.addresses = {{hub.address, hub.address.is_v4() ? 32 : 128}};
  node.interfaces = {interface};
  Topology topology;
  topology.name = kNode;
  topology.nodes = {node};
  topology.services = {hub};
  topology.services.front().node = kNode;
  return topology;
}

/// Whether `changed` is `before` but for what a hub can do by itself.
bool only_the_hub(const Topology& before, const Topology& changed) {
  if (changed.services.size() != 1) return false;
  Topology same = changed;
  same.services = before.services;
  same.clock_offsets = before.clock_offsets;
  return same == before;
}

const FaultRow& row_of(const std::string& name) {
  if (const FaultRow* row = find_fault(fault_rows(), name)) return *row;
  throw std::invalid_argument(fmt::format("there is no fault '{}'; `edgesim list faults` shows all",
                                          printable(name, 64)));
}

Topology apply(const Topology& topology, const Behaviours::Active& active) {
  const FaultRow& row = row_of(active.fault);
  try {
    return row.apply(topology, active.with);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("fault '{}': {}", row.name, error.what()));
  }
}

}  // namespace

Behaviours::Behaviours(Service healthy) : healthy_(std::move(healthy)), service_(healthy_) {}

Service Behaviours::with(const std::vector<Active>& faults) const {
  const Topology before = alone(healthy_);
  Topology topology = before;
  for (const auto& active : faults) {
    topology = apply(topology, active);
    if (only_the_hub(before, topology)) continue;
    throw std::invalid_argument(fmt::format(
        "fault '{}': is about a whole network, and this is a hub alone; `edgesim run` and "
        "`edgesim lab` make networks", active.fault));
  }
  Service service = topology.services.front();
  service.node = healthy_.node;
  auto& hub = std::get<HubService>(service.behaviour);
  if (hub.devices != std::get<HubService>(healthy_.behaviour).devices) {
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
  std::istringstream words(text);
  Behaviours::Active parsed;
  words >> parsed.fault;
  std::string* value = nullptr;
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    if (equals == std::string::npos && value) {
      *value += " " + word;
    } else if (equals == std::string::npos || equals == 0) {
      throw std::invalid_argument(fmt::format("'{}' is not NAME=VALUE", printable(word, 64)));
    } else {
      value = &(parsed.with[word.substr(0, equals)] = word.substr(equals + 1));
    }
  }
  if (parsed.fault.empty()) throw std::invalid_argument("the fault's name is missing");
  return parsed;
}

}  // namespace edge::sim
