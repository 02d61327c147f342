#include "simulator/network/segments.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

Interface interface_with(const char* name, const char* address,
                         InterfaceKind kind = InterfaceKind::ethernet) {
  Interface interface;
  interface.name = name;
  interface.addresses = {prefix_literal(address)};
  interface.kind = kind;
  return interface;
}

/// Two hosts on the bridge of a third, which has another network that nothing is wired to.
Topology bridged() {
  Topology topology;
  topology.nodes.resize(3);
  topology.nodes[0].name = "a";
  topology.nodes[0].interfaces = {interface_with("eth0", "192.0.2.1/24")};
  topology.nodes[1].name = "b";
  topology.nodes[1].interfaces = {interface_with("eth0", "192.0.2.2/24")};
  topology.nodes[2].name = "host";
  topology.nodes[2].interfaces = {interface_with("br0", "192.0.2.3/24", InterfaceKind::bridge),
                                  interface_with("eth1", "198.51.100.1/24")};
  topology.wires.resize(2);
  topology.wires[0].a = {"a", "eth0"};
  topology.wires[0].b = topology.wires[1].a = {"host", "br0"};
  topology.wires[1].b = {"b", "eth0"};
  topology.wires[1].up = false;
  return topology;
}

TEST(Segments, ReachOverBridgesAndNoFurther) {
  const Topology topology = bridged();
  const Segments segments(topology);
  EXPECT_EQ(segments.of({"a", "eth0"}), segments.of({"b", "eth0"}));
  EXPECT_EQ(segments.of({"a", "eth0"}), segments.of({"host", "br0"}));
  EXPECT_NE(segments.of({"a", "eth0"}), segments.of({"host", "eth1"}));
}

TEST(Segments, KnowWhoHasAnAddressOnThem) {
  const Topology topology = bridged();
  const Segments segments(topology);
  const auto owner = [&](const char* address) {
    const Node* node = segments.owner({"a", "eth0"}, prefix_literal(address).address);
    return node ? node->name : "nobody";
  };
  EXPECT_EQ(owner("192.0.2.2"), "b");
  EXPECT_EQ(owner("192.0.2.1"), "a");
  EXPECT_EQ(owner("198.51.100.1"), "nobody");
}

}  // namespace
}  // namespace edge::sim
