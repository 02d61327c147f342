// A virtual host's facts, and what its kernel would answer. That they are those of a kernel the
// lab's runs show: the host verdict of each is held against that of the computed world.
#include "simulator/host_view/host_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/faults/faults.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

Topology bridge_with(const std::string& fault, const Parameters& with) {
  auto topology = find_topology("bridge")->built({});
  if (fault.empty()) return topology;
  return find_fault(fault_rows(), fault)->applied_to(std::move(topology), with);
}

std::vector<std::string> routes_of(const probe::HostState& state) {
  std::vector<std::string> texts;
  for (const auto& route : state.routes) {
    if (route.table != 255) texts.push_back(probe::route_text(state, route));
  }
  return texts;
}

std::vector<std::string> rules_of(const probe::HostState& state) {
  std::vector<std::string> texts;
  for (const auto& rule : state.rules) texts.push_back(probe::rule_text(rule));
  return texts;
}

TEST(HostFacts, RoutesAndRulesAreThoseOfTheNode) {
  const auto state = host_facts(bridge_with("vpn-full-tunnel", {{"style", "wg-quick"}}), "host");
  EXPECT_THAT(routes_of(state), Contains("default via 192.168.1.1 dev eth0"));
  EXPECT_THAT(routes_of(state), Contains("172.18.0.0/16 dev br-azure-iot"));
  EXPECT_THAT(rules_of(state),
              ElementsAre("0: from all lookup local",
                          "32764: from all lookup main suppress_prefixlength 0",
                          "32765: not from all fwmark 0xca6c lookup 51820",
                          "32766: from all lookup main", "32767: from all lookup default"));
}

TEST(HostFacts, TheModuleIsANeighbourAndADeadGatewayIsOneThatFails) {
  const auto state = host_facts(bridge_with("wrong-gateway", {{"at", "host"},
                                                              {"via", "192.168.1.254"}}), "host");
  std::vector<std::string> alive, failed;
  for (const auto& one : state.neighbours) {
    (one.failed ? failed : alive).push_back(one.address.to_string());
  }
  EXPECT_THAT(alive, Contains("172.18.0.2"));
  EXPECT_THAT(failed, ElementsAre("192.168.1.254"));
}

std::size_t rules_in_filters(const Topology& topology) {
  std::size_t rules = 0;
  const auto state = host_facts(topology, "host");
  for (const auto& table : state.filters->rules.tables) {
    for (const auto& [name, chain] : table.chains) rules += chain.rules.size();
  }
  return rules;
}

TEST(HostFacts, ARuleOfIpv6IsNoneOfThoseOfIpv4) {
  const auto healthy = rules_in_filters(bridge_with("", {}));
  const auto redirected = [](const char* to) {
    return rules_in_filters(bridge_with("port-redirected", {{"at", "host"}, {"to", to}}));
  };
  EXPECT_EQ(redirected("192.168.1.8"), healthy + 1);
  EXPECT_EQ(redirected("2001:db8::10"), healthy);
}

/// "out by eth0", or why not.
std::string answer_to(const Topology& topology, const char* source, const char* in) {
  const auto state = host_facts(topology, "host");
  probe::Lookup packet{boost::asio::ip::make_address_v4(source),
                       boost::asio::ip::make_address_v4("198.51.100.10"), 0, 5671};
  if (const auto* link = probe::find_link(state, std::string(in))) packet.in_link = link->index;
  const auto answer = computed_kernel(*find_node(topology, "host"))(packet);
  if (!answer.error.empty()) return answer.error.symbol;
  return "out by " + probe::name_text(state, answer.out_link);
}

TEST(ComputedKernel, AnswersAsAKernelDoes) {
  const auto healthy = bridge_with("", {});
  EXPECT_EQ(answer_to(healthy, "172.18.0.2", "br-azure-iot"), "out by eth0");
  EXPECT_EQ(answer_to(healthy, "172.18.0.1", "br-azure-iot"), "EINVAL") << "its own address";
  const auto closed = bridge_with("forwarding-off", {{"at", "host"}});
  EXPECT_EQ(answer_to(closed, "172.18.0.2", "br-azure-iot"), "EHOSTUNREACH");
  const auto strict = bridge_with("reverse-path-filter", {{"at", "host"}, {"mode", "strict"}});
  EXPECT_EQ(answer_to(strict, "172.18.0.2", "br-azure-iot"), "out by eth0");
  EXPECT_EQ(answer_to(strict, "10.1.2.3", "br-azure-iot"), "EXDEV");
  const auto lost = bridge_with("no-default-route", {{"at", "host"}});
  EXPECT_EQ(answer_to(lost, "172.18.0.2", "br-azure-iot"), "ENETUNREACH");
  const auto refusing = bridge_with("route-refuses", {{"at", "host"}, {"to", "198.51.100.0/24"},
                                                      {"kind", "prohibit"}});
  EXPECT_EQ(answer_to(refusing, "172.18.0.2", "br-azure-iot"), "EACCES");
}

}  // namespace
}  // namespace edge::sim
