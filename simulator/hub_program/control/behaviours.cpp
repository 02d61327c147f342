#include "simulator/hub_program/control/behaviours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/topologies/topologies.hpp"
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

[[noreturn]] void refuse_for_network(std::string_view fault) {
  throw std::invalid_argument(fmt::format(
      "fault '{}' is about a network, and this is a hub alone: `edgesim run` (in a scenario) and "
      "`edgesim lab` (for real programs) make networks that can have it", fault));
}

/// Whether some network can have what a hub alone cannot.
bool works_in_a_network(const FaultRow& row, const Parameters& with) {
  return std::ranges::any_of(topology_rows(), [&](const TopologyRow& network) {
    try {
      row.apply(network.build({}), with);
      return true;
    } catch (const std::invalid_argument&) {
      return false;
    }
  });
}

Topology apply(const Topology& topology, const Behaviours::Active& active) {
  const FaultRow& row = row_of(active.fault);
  try {
    return row.apply(topology, active.with);
  } catch (const std::invalid_argument& error) {
    if (works_in_a_network(row, active.with)) refuse_for_network(row.name);
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
    refuse_for_network(active.fault);
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
      const auto [entry, is_new] =
          parsed.with.emplace(word.substr(0, equals), word.substr(equals + 1));
      value = &entry->second;
      if (is_new) continue;
      throw std::invalid_argument(fmt::format("'{}' is given twice", printable(entry->first, 64)));
    }
  }
  if (parsed.fault.empty()) throw std::invalid_argument("the fault's name is missing");
  return parsed;
}

}  // namespace edge::sim
