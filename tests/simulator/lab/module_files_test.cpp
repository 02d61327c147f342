// The files that a program in a node reads, and what of a network they cannot say.
#include "simulator/lab/module_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/lab/lab_contradictions.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {
namespace {

TEST(ModuleFiles, AreTheResolversOfTheNode) {
  ResolverConfig resolver;
  resolver.hosts = {{ip("192.0.2.7"), {"hub.test", "hub"}}};
  resolver.servers = {{ip("192.168.1.1"), 53}};
  resolver.search = {"site.test"};
  resolver.rotate = true;
  resolver.use_vc = true;
  const auto files = node_files(resolver);
  EXPECT_EQ(files.at("hosts"), "192.0.2.7 hub.test hub\n127.0.0.1 localhost\n");
  EXPECT_EQ(files.at("resolv.conf"), "nameserver 192.168.1.1\nsearch site.test\n"
                                     "options ndots:1 timeout:5 attempts:2 rotate use-vc\n");
}

TEST(LabContradictions, AreIpv6AndPortsOfNameServers) {
  Node node;
  node.name = "device";
  node.interfaces = {interface("eth0", "192.168.1.10/24")};
  node.interfaces[0].addresses.push_back(prefix_literal("2001:db8::10/64"));
  node.resolver.servers = {{ip("192.168.1.1"), 5353}};
  Topology topology;
  topology.nodes = {node};
  EXPECT_TRUE(contradictions(topology).empty());
  const auto said = lab_contradictions(topology);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0].path, "nodes[0].interfaces[0].addresses[1]");
  EXPECT_EQ(said[1].path, "nodes[0].resolver.servers[0]");
  EXPECT_THAT(said[1].what, testing::HasSubstr("192.168.1.1:5353: a resolv.conf"));
}

}  // namespace
}  // namespace edge::sim
