#include "simulator/faults/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "simulator/faults/helpers.hpp"
#include "simulator/network/contradictions.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Topology healthy(std::string_view name = "bridge") { return find_topology(name)->built({}); }

Topology with(std::string_view fault, const Parameters& parameters = {},
              std::string_view topology = "bridge") {
  return find_fault(fault_rows(), fault)->applied_to(healthy(topology), parameters);
}

std::string complaint(std::string_view fault, const Parameters& parameters) {
  try {
    with(fault, parameters);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

const Node& node(const Topology& topology, std::string_view name) {
  return *find_node(const_cast<Topology&>(topology), name);
}

template <class Behaviour>
Behaviour service(const Topology& topology, std::string_view name) {
  for (const auto& service : topology.services) {
    if (service.name == name) return service.as<Behaviour>();
  }
  throw std::out_of_range("no such service");
}

HubService hub(const Topology& topology) { return service<HubService>(topology, "hub"); }

/// Where the probe runs on the device itself there is no module network to harm.
const std::set<std::string> kNeedModuleNetwork{"captures-module-subnet", "subnet-overlap"};

TEST(Faults, EachChangesEveryTopologyIntoAnotherThatIsStillANetwork) {
  for (const auto& fault : fault_rows()) {
    const auto parameters = example_of(fault);
    for (const auto& row : topology_rows()) {
      if (row.name == "direct" && kNeedModuleNetwork.contains(std::string(fault.name))) {
        EXPECT_THROW(with(fault.name, parameters, row.name), std::invalid_argument);
        continue;
      }
      const auto changed = with(fault.name, parameters, row.name);
      EXPECT_NE(changed, row.built({})) << fault.name << " on " << row.name;
      EXPECT_THAT(contradictions(changed), IsEmpty()) << fault.name << " on " << row.name;
      EXPECT_EQ(changed, with(fault.name, parameters, row.name)) << fault.name << " is not pure";
    }
  }
}

TEST(Faults, EachRefusesAParameterItDoesNotKnow) {
  for (const auto& fault : fault_rows()) {
    auto parameters = example_of(fault);
    parameters["colour"] = "red";
    EXPECT_THAT(complaint(fault.name, parameters), HasSubstr("unknown parameter 'colour'"));
  }
}

/// The node a hub alone is on, as `edgesim hub` has it.
Topology lone_hub() {
  auto topology = healthy("direct");
  std::erase_if(topology.nodes, [](const Node& node) { return node.name != "internet"; });
  topology.nodes.front().name = "hub";
  std::erase_if(topology.services, [](const Service& each) { return each.name != "hub"; });
  topology.services.front().node = "hub";
  topology.wires.clear();
  return topology;
}

/// What a row says it needs is what it does.
TEST(Faults, ThoseOfAHubAloneChangeNothingButTheHub) {
  for (const auto& fault : fault_rows()) {
    if (fault.needs != Needs::hub) continue;
    const auto before = lone_hub();
    auto changed = fault.applied_to(before, example_of(fault));
    EXPECT_NE(changed, before) << fault.name;
    ASSERT_EQ(changed.services.size(), 1u) << fault.name;
    changed.services = before.services;
    changed.clock_offsets = before.clock_offsets;
    EXPECT_EQ(changed, before) << fault.name;
  }
}

TEST(Faults, HaveExamplesWithoutWhatTheyCanDoWithout) {
  for (const auto& fault : fault_rows()) {
    const auto parameters = example_of(fault);
    for (const auto& [name, value] : parameters) {
      auto fewer = parameters;
      fewer.erase(name);
      EXPECT_NE(complaint(fault.name, fewer), "accepted") << fault.name << " without " << name;
    }
  }
}

TEST(Faults, APortIsDroppedWhereTheTrafficPasses) {
  const auto hook = [](const char* at) {
    const auto changed = with("port-dropped", {{"at", at}});
    return node(changed, at).rules.front().hook;
  };
  EXPECT_EQ(hook("module"), Hook::output);
  EXPECT_EQ(hook("host"), Hook::forward);
  EXPECT_EQ(hook("site-router"), Hook::forward);
  EXPECT_EQ(hook("hub"), Hook::input);
  const auto changed = with("port-dropped", {{"at", "host"}, {"port", "443"},
                                             {"hook", "prerouting"}});
  const auto& rule = node(changed, "host").rules.front();
  EXPECT_EQ(rule.hook, Hook::prerouting);
  EXPECT_EQ(rule.match, tcp_to(443));
  EXPECT_EQ(rule.action, Action{Drop{}});
}

TEST(Faults, OpenvpnDef1KeepsTheOldDefaultAndBypassesTheTunnelForItsServer) {
  const auto changed = with("vpn-full-tunnel", {{"egress", "pass"}});
  std::vector<std::string> routes;
  for (const auto& route : node(changed, "host").routes) {
    routes.push_back(to_string(route.destination) + " via " + route.gateway->to_string() +
                     " dev " + route.interface);
  }
  EXPECT_THAT(routes, ElementsAre("0.0.0.0/0 via 192.168.1.1 dev eth0",
                                  "203.0.113.10/32 via 192.168.1.1 dev eth0",
                                  "0.0.0.0/1 via 10.8.0.1 dev tun0",
                                  "128.0.0.0/1 via 10.8.0.1 dev tun0"));
  EXPECT_EQ(node(changed, "vpn-gateway"), node(healthy(), "vpn-gateway"));
  const auto dropping = with("vpn-full-tunnel");
  EXPECT_EQ(node(dropping, "vpn-gateway").rules.front().action, Action{Drop{}});
}

TEST(Faults, AWireGetsTheQualityItIsGivenAndKeepsTheRest) {
  const auto wire = [](const Topology& topology) { return topology.wires[2]; };
  ASSERT_EQ(wire(healthy()).a.node, "site-router");
  auto expected = wire(healthy());
  expected.jitter = std::chrono::milliseconds{30};
  expected.loss = 0.025;
  expected.bursts = {.begins = 0.01, .ends = 0.1, .loss = 0.5};
  expected.rate_bps = 512'000;
  expected.mtu = 1280;
  // From either end.
  const auto changed = with("wire-quality", {{"from", "isp"}, {"to", "site-router"},
                                             {"jitter", "30ms"}, {"loss", "2.5%"},
                                             {"burst-begins", "1%"}, {"burst-ends", "10%"},
                                             {"burst-loss", "50%"}, {"rate", "512kbit"},
                                             {"mtu", "1280"}});
  EXPECT_EQ(wire(changed), expected);
  expected = wire(healthy());
  expected.delay = std::chrono::milliseconds{40};
  expected.reorder = expected.duplicate = expected.corrupt = 1;
  const auto other = with("wire-quality", {{"from", "site-router"}, {"to", "isp"},
                                           {"delay", "40ms"}, {"reorder", "100%"},
                                           {"duplicate", "100%"}, {"corrupt", "100%"}});
  EXPECT_EQ(wire(other), expected);
}

TEST(Faults, SilentNameServersAreToldToWhoAsksThem) {
  const auto direct = with("dns-silence", {{"servers", "2"}}, "direct");
  std::vector<std::string> told;
  for (const auto& server : direct.nodes.front().resolver.servers) {
    told.push_back(to_string(server));
  }
  EXPECT_THAT(told, ElementsAre("192.168.1.1:53", "192.0.2.53:53"));
  const auto bridge = with("dns-silence", {{"servers", "2"}});
  EXPECT_EQ(service<DnsService>(bridge, "engine-dns").upstream.size(), 2u);
  EXPECT_EQ(service<DnsService>(bridge, "engine-dns").behaviour, DnsBehaviour::serve);
  EXPECT_EQ(service<DnsService>(bridge, "site-dns").behaviour, DnsBehaviour::silent);
}

TEST(Faults, TheHubsNameGetsTheAddressesInTheirOrder) {
  const auto changed = with("dns-addresses", {{"addresses", "2001:db8::1, 198.51.100.11"}});
  const auto& records = service<DnsService>(changed, "internet-dns").records;
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].address.to_string(), "2001:db8::1");
  EXPECT_EQ(records[1].address.to_string(), "198.51.100.11");
  EXPECT_THAT(complaint("dns-addresses", {{"addresses", "198.51.100.10, hub"}}),
              HasSubstr("an IP address"));
}

TEST(Faults, ACertificateCanHaveTwoDefectsAtOnce) {
  const auto changed = with("certificate", {{"defects", "expired, wrong-name"}});
  const auto certificate = hub(changed).certificate;
  EXPECT_LT(certificate.not_after, Duration{});
  EXPECT_THAT(certificate.dns_names, ElementsAre("portal.test"));
  EXPECT_EQ(certificate.issuer, "hub-ca");
}

TEST(Faults, AnItemOfAListIsNotAListItself) {
  EXPECT_THAT(complaint("certificate", {{"defects", Written(std::vector<std::string>{
                                                        "expired,wrong-name"})}}),
              HasSubstr("expired,wrong-name"));
}

TEST(Faults, TheHubTakesOverTheValuesItIsGiven) {
  EXPECT_EQ(hub(with("upgrade-refused", {{"status", "503"}})).websocket.status, 503);
  EXPECT_EQ(hub(with("cbs-refused", {{"status", "429"}})).cbs.status, 429);
  EXPECT_EQ(hub(with("link-refused")).refuse_link->condition, "amqp:unauthorized-access");
  EXPECT_EQ(hub(with("amqp-wrong-bytes", {{"form", "garbage"}})).amqp, AmqpBehaviour::garbage);
  const auto late = with("clock-offset", {{"at", "module"}, {"by", "2h"}, {"direction", "behind"}});
  EXPECT_EQ(late.clock_offsets.at("module"), -std::chrono::hours{2});
}

TEST(Faults, AnIdentityCanOnlyBeInUseWhereAHubKnowsOne) {
  auto topology = healthy();
  change_services<HubService>(topology, "hub", [](HubService& each) { each.devices.clear(); });
  const auto* fault = find_fault(fault_rows(), "identity-in-use");
  try {
    fault->applied_to(topology, {});
    FAIL() << "accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("no hub has a device"));
  }
}

TEST(Faults, ParametersThatMakeNoSenseAreRefusedWithWhatIsAllowed) {
  EXPECT_THAT(complaint("port-dropped", {}), HasSubstr("'at' is required"));
  EXPECT_THAT(complaint("port-dropped", {{"at", "moon"}}), HasSubstr("allowed: module, host"));
  EXPECT_THAT(complaint("port-dropped", {{"at", "host"}, {"port", "0"}}), HasSubstr("1 to 65535"));
  EXPECT_THAT(complaint("port-dropped", {{"at", "host"}, {"port", "99999"}}), HasSubstr("65535"));
  EXPECT_THAT(complaint("port-dropped", {{"at", "host"}, {"hook", "raw"}}),
              HasSubstr("prerouting"));
  EXPECT_THAT(complaint("port-rejected", {{"at", "host"}, {"kind", "rudely"}}),
              HasSubstr("admin-prohibited"));
  EXPECT_THAT(complaint("all-dropped", {{"at", "host"}, {"except", "hub.test"}}),
              HasSubstr("an IP address"));
  EXPECT_THAT(complaint("vpn-full-tunnel", {{"style", "carrier-pigeon"}}),
              HasSubstr("openvpn-def1"));
  EXPECT_THAT(complaint("vpn-full-tunnel", {{"egress", "sideways"}}), HasSubstr("small-mtu"));
  EXPECT_THAT(complaint("vpn-split-tunnel", {{"routes", "198.51.100.1/24"}}),
              HasSubstr("networks such as"));
  EXPECT_THAT(complaint("vpn-split-tunnel", {{"routes", ""}}), HasSubstr("networks such as"));
  EXPECT_THAT(complaint("kill-switch", {{"lan", "perhaps"}}), HasSubstr("allowed: blocked"));
  EXPECT_THAT(complaint("captures-module-subnet", {{"guard", "soon"}}), HasSubstr("a duration"));
  EXPECT_THROW(with("vpn-full-tunnel", {{"egress", "no-masquerade"}}, "direct"),
               std::invalid_argument);
  EXPECT_THAT(complaint("forwarding-off", {{"at", "module"}}), HasSubstr("does not forward"));
  EXPECT_THAT(complaint("no-default-route", {{"at", "internet"}}), HasSubstr("no default route"));
  EXPECT_THAT(complaint("no-default-route", {{"at", "host"}, {"interface", "eth1"}}),
              HasSubstr("cannot be 'eth1': host has no default route over it; allowed: eth0"));
  EXPECT_THAT(complaint("wrong-route", {{"at", "host"}, {"to", "moon"}, {"via", "192.168.1.9"}}),
              HasSubstr("'to' (PREFIX) cannot be 'moon'; allowed: networks such as"));
  EXPECT_THAT(complaint("wrong-route", {{"at", "host"}, {"to", "198.18.0.0/15"},
                                        {"via", "10.0.0.1"}}),
              HasSubstr("'10.0.0.1': it is on no network of host; allowed: an address of 172."));
  EXPECT_THAT(complaint("wire-down", {{"from", "module"}, {"to", "hub"}}), HasSubstr("no wire"));
  const auto wire = [](const char* name, const char* value) {
    return complaint("wire-quality", {{"from", "isp"}, {"to", "internet"}, {name, value}});
  };
  EXPECT_THAT(wire("loss", "101%"), HasSubstr("0% to 100%"));
  EXPECT_THAT(wire("loss", "0.5"), HasSubstr("0% to 100%"));
  EXPECT_THAT(wire("loss", "some%"), HasSubstr("0% to 100%"));
  EXPECT_THAT(wire("rate", "5"), HasSubstr("512kbit"));
  EXPECT_THAT(wire("rate", "0Mbit"), HasSubstr("512kbit"));
  EXPECT_THAT(wire("mtu", "60"), HasSubstr("68 to 65535"));
  EXPECT_THAT(wire("jitter", "much"), HasSubstr("a duration"));
  EXPECT_THAT(wire("loss", "0%"), HasSubstr("nothing"));
  EXPECT_THAT(complaint("dns-silence", {{"servers", "3"}}), HasSubstr("1 to 2"));
  EXPECT_THAT(complaint("certificate", {{"defects", ""}}), HasSubstr("expired"));
  EXPECT_THAT(complaint("certificate", {{"defects", "expired, ugly"}}), HasSubstr("wrong-name"));
  EXPECT_THAT(complaint("certificate", {{"defects", "expired, expired"}}), HasSubstr("once"));
  EXPECT_THAT(complaint("certificate", {{"defects", "expired, not-yet-valid"}}),
              HasSubstr("no certificate is both"));
  EXPECT_THAT(complaint("clock-offset", {{"at", "hub"}, {"by", "soon"}, {"direction", "ahead"}}),
              HasSubstr("a duration"));
}

}  // namespace
}  // namespace edge::sim
