// Faults on networks that a user describes: they may lack what every named topology has.
#include <gtest/gtest.h>

#include <iterator>
#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

/// What a user's own network may lack, though every named topology has it.
using Lack = void (*)(Topology&);
constexpr Lack kLacks[] = {
    [](Topology& topology) { topology.services.clear(); },
    [](Topology& topology) {
      for (auto& node : topology.nodes) node.interfaces.clear();
    },
    [](Topology& topology) {
      for (auto& node : topology.nodes) {
        for (auto& interface : node.interfaces) interface.addresses.clear();
      }
    },
    [](Topology& topology) {
      for (auto& node : topology.nodes) node.routes.clear();
    },
    [](Topology& topology) {
      for (auto& node : topology.nodes) node.rules.clear();
    },
    [](Topology& topology) {
      for (auto& node : topology.nodes) node.tunnels.clear();
    },
    [](Topology& topology) {
      topology.nodes.erase(std::next(topology.nodes.begin()), topology.nodes.end());
    },
    [](Topology& topology) { topology.wires.clear(); },
};

TEST(FaultsOnOwnNetworks, EachHappensToANetworkThatLacksSomethingOrSaysThatItCannot) {
  for (const auto& fault : fault_rows()) {
    for (const auto& row : topology_rows()) {
      for (const auto lack : kLacks) {
        auto topology = row.built({});
        lack(topology);
        try {
          fault.applied_to(std::move(topology), example_of(fault));
        } catch (const std::invalid_argument& refused) {
          EXPECT_STRNE(refused.what(), "") << fault.name << " on " << row.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace edge::sim
