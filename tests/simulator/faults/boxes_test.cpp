// Faults of boxes on the way and of what is set on interfaces: what they change, what they refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/network/contradictions.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Topology broken(std::string_view fault, const Parameters& parameters,
                std::string_view topology = "bridge") {
  return find_fault(fault_rows(), fault)
      ->applied_to(find_topology(topology)->built({}), parameters);
}

Node node_of(const Topology& topology, std::string_view name) {
  return *find_node(topology, name);
}

std::string refusal(std::string_view fault, const Parameters& parameters,
                    std::string_view topology = "bridge") {
  try {
    broken(fault, parameters, topology);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Boxes, MatchWhatTheyAreToldTo) {
  const auto topology = broken("traffic-blocked", {{"at", "isp"}, {"protocol", "udp"},
                                                   {"to", "192.0.2.0/24"}, {"port", "53"},
                                                   {"larger-than", "100"}});
  const auto rule = node_of(topology, "isp").rules.front();
  EXPECT_EQ(rule.hook, Hook::forward);
  EXPECT_EQ(rule.match.protocol, Protocol::udp);
  EXPECT_EQ(to_string(*rule.match.destination), "192.0.2.0/24");
  EXPECT_EQ(rule.match.destination_port, 53);
  EXPECT_EQ(rule.match.longer_than, 100);
  EXPECT_EQ(rule.action, Action{Drop{}});
  const auto told = broken("traffic-blocked", {{"at", "isp"}, {"protocol", "any"},
                                               {"by", "net-unreachable"}});
  EXPECT_EQ(node_of(told, "isp").rules.front().action,
            Action{Reject{RejectKind::net_unreachable}});
}

/// From the last packet to the first, or one packet would count as all of them.
TEST(Boxes, CountPacketsWithContentInTheConnectionsMark) {
  const auto cut = broken("connection-cut", {{"at", "isp"}, {"after", "2"}});
  const auto rules = node_of(cut, "isp").rules;
  ASSERT_THAT(rules, SizeIs(5));
  EXPECT_EQ(rules[0].action, Action{RestoreMark{}});
  EXPECT_EQ(rules[1].match.mark, 2u);
  EXPECT_EQ(rules[1].action, Action{Reject{RejectKind::tcp_reset}});
  EXPECT_EQ(rules[2].match.mark, 1u);
  EXPECT_EQ(rules[2].action, Action{SetMark{2}});
  EXPECT_EQ(rules[3].match.mark, 0u);
  EXPECT_EQ(rules[3].action, Action{SetMark{1}});
  EXPECT_EQ(rules[4].action, Action{SaveMark{}});
}

TEST(Boxes, LeadAPortElsewhereBeforeTheRouteIsChosen) {
  const auto topology = broken("port-redirected", {{"at", "host"}, {"to", "192.168.1.8"},
                                                   {"to-port", "3128"}});
  const auto rule = node_of(topology, "host").rules.front();
  EXPECT_EQ(rule.hook, Hook::prerouting);
  EXPECT_EQ(to_string(std::get<DestinationNat>(rule.action).to), "192.168.1.8:3128");
  const auto own = broken("port-redirected", {{"at", "module"}, {"to", "192.168.1.8"}});
  EXPECT_EQ(node_of(own, "module").rules.front().hook, Hook::output);
}

TEST(State, AFullTableLosesWhatIsNewAndAFlushAllRules) {
  const auto full = node_of(broken("connection-table-full", {{"at", "host"}}), "host").rules;
  EXPECT_EQ(full[0].match.state, ConnectionState::fresh);
  EXPECT_EQ(full[1].match.state, ConnectionState::fresh);
  EXPECT_THAT(node_of(broken("rules-flushed", {{"at", "host"}}), "host").rules, IsEmpty());
  const auto policy = broken("rules-flushed", {{"at", "host"}, {"leaves", "forward-policy"}});
  EXPECT_THAT(node_of(policy, "host").rules, Each(Field(&Rule::action, Action{Drop{}})));
}

TEST(Interfaces, AMaskThatLeavesTheGatewayOutLeavesNoDefaultRoute) {
  const auto topology = broken("own-address", {{"at", "device"}, {"length", "29"}}, "direct");
  EXPECT_THAT(node_of(topology, "device").routes, IsEmpty());
  EXPECT_THAT(contradictions(topology), IsEmpty());
  const auto moved = broken("own-address", {{"at", "device"}, {"address", "192.168.1.77"}},
                            "direct");
  EXPECT_EQ(to_string(node_of(moved, "device").interfaces[0].addresses[0]), "192.168.1.77/24");
  EXPECT_THAT(node_of(moved, "device").routes, SizeIs(1));
}

TEST(Interfaces, RefuseWhatChangesNothingOrCannotBe) {
  EXPECT_THAT(refusal("own-address", {{"at", "host"}}), HasSubstr("nothing changes"));
  EXPECT_THAT(refusal("own-address", {{"at", "internet"}, {"length", "25"}}),
              HasSubstr("no default gateway"));
  EXPECT_THAT(refusal("wrong-gateway", {{"at", "host"}, {"via", "192.168.1.1"}}),
              HasSubstr("the gateway already"));
  EXPECT_THAT(refusal("wrong-gateway", {{"at", "host"}, {"via", "10.0.0.1"}}),
              HasSubstr("on no network of eth0"));
  EXPECT_THAT(refusal("interface-mtu", {{"at", "host"}, {"interface", "eth7"}}),
              HasSubstr("allowed: br-azure-iot, eth0"));
  EXPECT_THAT(refusal("interface-mtu", {{"at", "host"}, {"interface", "eth0"}, {"mtu", "1500"}}),
              HasSubstr("that MTU already"));
  EXPECT_THAT(refusal("traffic-blocked", {{"at", "host"}, {"protocol", "icmp"}, {"port", "53"}}),
              HasSubstr("ICMP has no ports"));
  EXPECT_THAT(refusal("connection-cut", {{"at", "host"}, {"after", "9"}}), HasSubstr("1 to 6"));
  EXPECT_THAT(refusal("source-ports-exhausted", {{"at", "isp"}}),
              HasSubstr("it does not masquerade"));
  EXPECT_THAT(refusal("rules-flushed", {{"at", "internet"}}), HasSubstr("it has no rules"));
  EXPECT_THAT(refusal("certificate-issuer", {{"name", std::string(65, 'x')}}),
              HasSubstr("too long"));
  EXPECT_THAT(refusal("dns-servers", {{"servers", "192.168.1.1"}}), HasSubstr("already"));
}

}  // namespace
}  // namespace edge::sim
