#include "simulator/topologies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "simulator/topologies/site.hpp"
#include "simulator/topologies/validate.hpp"

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Topologies, each_row_builds_a_network_without_contradictions) {
  for (const auto& row : topology_rows()) {
    const auto topology = row.build({});
    EXPECT_EQ(topology.name, row.name);
    EXPECT_THAT(contradictions(topology), IsEmpty()) << row.name;
    EXPECT_EQ(topology.starts_at, documented_second());
    EXPECT_EQ(topology, row.build({})) << "the same parameters give the same network";
  }
}

TEST(Topologies, the_probe_runs_in_the_first_node) {
  EXPECT_EQ(find_topology("direct")->build({}).nodes.front().name, "device");
  EXPECT_EQ(find_topology("bridge")->build({}).nodes.front().name, "module");
  EXPECT_EQ(find_topology("mesh"), nullptr);
}

TEST(Topologies, the_bridge_has_the_engines_resolver_or_the_hosts_copied_one) {
  const auto* row = find_topology("bridge");
  const auto embedded = row->build({});
  EXPECT_EQ(to_string(embedded.nodes.front().resolver.servers.front()), "127.0.0.11:53");
  EXPECT_EQ(embedded.services.back().name, "engine-dns");
  const auto copied = row->build({{"dns", "copied"}});
  EXPECT_EQ(to_string(copied.nodes.front().resolver.servers.front()), "192.168.1.1:53");
  EXPECT_NE(copied.services.back().name, "engine-dns");
}

TEST(Topologies, parameters_are_checked) {
  EXPECT_THROW(find_topology("direct")->build({{"dns", "copied"}}), std::invalid_argument);
  EXPECT_THROW(find_topology("bridge")->build({{"dns", "none"}}), std::invalid_argument);
}

/// Follows default routes and counts wires: what makes a drop's place meaningful.
TEST(Topologies, a_round_trip_to_the_hub_takes_20_ms_over_at_least_four_hops) {
  for (const auto& row : topology_rows()) {
    const auto topology = row.build({});
    Duration one_way{};
    int hops = 0;
    for (const auto& wire : topology.wires) {
      const bool aside = wire.b.node == "dns" || wire.b.node == "vpn-gateway" ||
                         wire.b.node == "proxy";
      if (aside) continue;
      one_way += wire.delay;
      ++hops;
    }
    EXPECT_EQ(one_way, std::chrono::milliseconds{10}) << row.name;
    EXPECT_GE(hops, 4) << row.name;
  }
}

/// As in real sites: a bridge on the LAN's own network, with the address of the LAN's router.
TEST(Validate, allows_what_the_kernel_allows) {
  auto topology = find_topology("bridge")->build({});
  topology.nodes[0].interfaces[0].addresses = {prefix_literal("192.168.1.2/24")};
  topology.nodes[0].routes[0].gateway = ip("192.168.1.1");
  topology.nodes[1].interfaces[0].addresses = {prefix_literal("192.168.1.1/24")};
  EXPECT_THAT(contradictions(topology), IsEmpty());
  topology.nodes[1].interfaces[1].addresses = {prefix_literal("192.168.1.8/24")};
  EXPECT_THAT(contradictions(topology),
              ElementsAre(HasSubstr("proxy/eth0: 192.168.1.8 is another interface's address")))
      << "over the router's switch ports";
}

TEST(Validate, names_each_contradiction) {
  const auto broken = [](auto change) {
    auto topology = find_topology("bridge")->build({});
    change(topology);
    return contradictions(topology);
  };
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].interfaces[0].addresses[0] =
                                       prefix_literal("172.18.0.1/16"); }),
              ElementsAre(HasSubstr("host/br-azure-iot: 172.18.0.1 is another interface's")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].interfaces[1].addresses.push_back(
                                       prefix_literal("172.18.9.1/24")); }),
              ElementsAre(HasSubstr("172.18.9.1/24 overlaps"), HasSubstr("share no network")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[0].routes[0].gateway = ip("172.19.0.1"); }),
              ElementsAre(HasSubstr("module: the gateway 172.19.0.1 of 0.0.0.0/0 is not on eth0")));
  EXPECT_THAT(broken([](auto& t) { t.nodes[1].rules[0].match.out_interface = "docker9"; }),
              ElementsAre(HasSubstr("names unknown interface 'docker9'")));
  EXPECT_THAT(broken([](auto& t) { t.services[0].address = ip("198.51.100.11"); }),
              ElementsAre(HasSubstr("198.51.100.11, which hub does not have")));
  EXPECT_THAT(broken([](auto& t) { t.wires[0].a.node = "modul"; }),
              ElementsAre(HasSubstr("there is no node 'modul'")));
  EXPECT_THAT(broken([](auto& t) {
                std::get<DnsService>(t.services.back().behaviour).upstream_node = "engine";
              }),
              ElementsAre(HasSubstr("asks from unknown node 'engine'")));
}

}  // namespace
}  // namespace edge::sim
