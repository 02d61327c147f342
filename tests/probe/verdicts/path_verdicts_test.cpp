// Verdicts about the way to the hub, from journals written by hand.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Hop> kAllSilent = {silent(1), silent(2), silent(3), silent(4)};
const std::vector<Hop> kOnlyGateway = {router(1, "172.18.0.1"), silent(2), silent(3)};
const std::vector<Hop> kToSiteRouter = {router(1, "172.18.0.1"), router(2, "192.168.1.1"),
                                        silent(3), silent(4)};
const std::vector<Hop> kReachedHop = {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3),
                                   accepts(4)};

CaseBuilder both_silent(const std::vector<Hop>& amqp, const std::vector<Hop>& websocket) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", amqp).path("amqp-ws", websocket);
  return run;
}

TEST(PathVerdicts, HostDoesNotForward) {
  auto run = both_silent(kAllSilent, kAllSilent).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-forward"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("172.18.0.1"));
  EXPECT_THAT(verdict.evidence, ElementsAre(2, 4, 5, 6, 7));
  EXPECT_EQ(verdict.transport, "");
  EXPECT_EQ(verdict.stage, "connect");
  EXPECT_THAT(verdict.separate_by, HasSubstr("edgeprobe host"));
}

TEST(PathVerdicts, ADestinationThatTheHostKeepsToItselfIsNoHostThatPassesNothing) {
  auto run = both_silent(kOnlyGateway, kOnlyGateway).in_module_network();
  run.path("beyond-host", kToSiteRouter, 443, "192.0.2.1");
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "host-does-not-pass-traffic");
  EXPECT_THAT(verdict.cause, HasSubstr("packets for elsewhere get as far as hop 2 (192.168.1.1)"));
}

TEST(PathVerdicts, AHostThatForwardsForElsewhereSwallowsThisDestination) {
  auto run = both_silent(kAllSilent, kAllSilent).in_module_network();
  run.path("beyond-host", kToSiteRouter, 443, "192.0.2.1");
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("the host swallows this destination"));
}

TEST(PathVerdicts, WithoutAnAnswerForElsewhereTheHostDoesNotForward) {
  auto run = both_silent(kAllSilent, kAllSilent).in_module_network();
  run.path("beyond-host", kAllSilent, 443, "192.0.2.1");
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-forward"));
}

/// As on a device with a VPN client: what it sends there has the tunnel's address.
TEST(PathVerdicts, TheDevicesOwnTunnelIsBlamed) {
  auto run = both_silent(kAllSilent, kAllSilent).on_the_device();
  for (Evidence& evidence : run.evidence) {
    if (auto* connect = std::get_if<ConnectDetail>(&evidence.detail)) {
      for (ConnectTry& made : connect->tries) made.source = ip("10.8.0.6");
    }
    if (auto* host = std::get_if<HostDetail>(&evidence.detail)) {
      host->facts.interfaces.push_back({"tun0", {"10.8.0.6/24"}, 1500, true, true});
    }
  }
  EXPECT_THAT(run.codes(), ElementsAre("vpn-drops-everything"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("into tun0, the tunnel of a VPN"));
}

TEST(PathVerdicts, NothingIsSaidAboutAHostWhereThereIsNone) {
  EXPECT_THAT(both_silent(kAllSilent, kAllSilent).on_the_device().codes(),
              ElementsAre("network-drops-everything"));
  EXPECT_THAT(both_silent(kAllSilent, kAllSilent).codes(), ElementsAre("network-drops-everything"));
  const std::vector<Hop> one = {router(1, "192.168.1.1"), silent(2)};
  auto run = both_silent(one, one).on_the_device();
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("hop 1 (192.168.1.1)"));
}

TEST(PathVerdicts, HostDoesNotPassTraffic) {
  auto run = both_silent(kOnlyGateway, kOnlyGateway).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.guide, "IoT Edge agent stops after a minute");
  EXPECT_THAT(verdict.cause, HasSubstr("203.0.113.10 on ports 5671 and 443"));
  EXPECT_THAT(verdict.fix, HasSubstr("Get-NetNat"));
  EXPECT_THAT(verdict.fix, HasSubstr("`iotedgectl restart`"));
  EXPECT_EQ(verdict.confidence, Confidence::likely);
}

TEST(PathVerdicts, AGuessedModuleNetworkIsOnlyPossible) {
  auto run = both_silent(kOnlyGateway, kOnlyGateway).in_module_network();
  HostDetail& host = std::get<HostDetail>(run.evidence.back().detail);
  host.facts.container.clear();
  host.resolver.servers = {{ip("192.168.1.1"), 53}};
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
  EXPECT_EQ(run.diagnose().front().confidence, Confidence::possible);
  // With the engine's bridge in sight this is the host's own namespace.
  host.facts.interfaces.push_back({"docker0", {"172.17.0.1/16"}, 1500, true});
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
}

TEST(PathVerdicts, AWindowsNatNetworkIsToldByItsPrefix) {
  const std::vector<Hop> adapter = {router(1, "172.30.160.1"), silent(2), silent(3)};
  auto run = both_silent(adapter, adapter).in_module_network();
  HostDetail& host = std::get<HostDetail>(run.evidence.back().detail);
  host.facts.container.clear();
  host.facts.interfaces = {{"eth0", {"172.30.160.2/20"}, 1500, true}};
  host.facts.routes = {{"0.0.0.0/0", ip("172.30.160.1"), "eth0", 0}};
  host.resolver.servers = {{ip("172.30.160.1"), 53}};
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
  EXPECT_EQ(run.diagnose().front().confidence, Confidence::possible);
  host.facts.interfaces[0].addresses = {"172.30.160.2/24"};  // any site may have that
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
}

TEST(PathVerdicts, AHubWithAPrivateAddressMayItselfBeTheSilentNextHop) {
  auto run = both_silent(kOnlyGateway, kOnlyGateway).in_module_network();
  for (Evidence& evidence : run.evidence) {
    auto* connect = std::get_if<ConnectDetail>(&evidence.detail);
    if (connect) connect->tries.front().peer.address = ip("10.20.0.4");
  }
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
  EXPECT_EQ(run.diagnose().front().confidence, Confidence::possible);
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("as a parent gateway is"));
}

TEST(PathVerdicts, NetworkDropsEverything) {
  auto run = both_silent(kToSiteRouter, kToSiteRouter).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("hop 2 (192.168.1.1)"));
  // A control target that passes shows that it is the hub that is cut off.
  run.path("control", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), accepts(3)}, 443,
           "198.51.100.9");
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("198.51.100.9:443 answers: this dest"));
  EXPECT_THAT(run.diagnose().front().fix, HasSubstr("list by address lacks 203.0.113.10"));
  // One that ends at the same place shows that it is not the hub alone.
  run.path("control", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)}, 443,
           "198.51.100.9");
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("it is not the hub alone"));
}

TEST(PathVerdicts, WithoutTracesSilenceStaysInconclusive) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("path-inconclusive"));
  EXPECT_THAT(run.diagnose().front().evidence, ElementsAre(2, 4));
}

TEST(PathVerdicts, ConnectionRefusedSaysAtWhichDistance) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset, "ECONNREFUSED");
  run.tcp_fails("amqp-ws", Answer::reset, "ECONNREFUSED");
  run.path("amqp", {router(1, "172.18.0.1"), resets(2)});
  EXPECT_THAT(run.codes(), ElementsAre("connection-refused"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("2 hops away, at or right behind hop 1"));
}

TEST(PathVerdicts, ConnectionRejectedNamesTheSender) {
  const IcmpError prohibited{3, 13, ip("192.168.1.1")};
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::icmp, "EHOSTUNREACH", prohibited);
  run.tcp_fails("amqp-ws", Answer::icmp, "EHOSTUNREACH", prohibited);
  EXPECT_THAT(run.codes(), ElementsAre("connection-rejected"));
  EXPECT_THAT(run.diagnose().front().cause,
              HasSubstr("192.168.1.1 rejects connections to 203.0.113.10 on ports 5671 and 443: "
                        "administratively prohibited (ICMP 3/13)"));
}

TEST(PathVerdicts, NoRouteAndGatewayUnreachable) {
  CaseBuilder none;
  none.tcp_fails("amqp", Answer::own_host, "ENETUNREACH");
  none.tcp_fails("amqp-ws", Answer::own_host, "ENETUNREACH");
  EXPECT_THAT(none.codes(), ElementsAre("no-route"));
  EXPECT_THAT(none.diagnose().front().cause, HasSubstr("no route"));

  CaseBuilder arp;
  arp.tcp_fails("amqp", Answer::no_neighbour, "EHOSTUNREACH");
  arp.tcp_fails("amqp-ws", Answer::no_neighbour, "EHOSTUNREACH").in_module_network();
  EXPECT_THAT(arp.codes(), ElementsAre("gateway-unreachable"));
  EXPECT_THAT(arp.diagnose().front().cause, HasSubstr("172.18.0.1"));
}

TEST(PathVerdicts, AnAddressWithoutRouteIsNoiseBesideOneThatWasTried) {
  auto run = both_silent(kToSiteRouter, kToSiteRouter).in_module_network();
  for (Evidence& entry : run.evidence) {
    if (auto* connect = std::get_if<ConnectDetail>(&entry.detail)) {
      const ErrorFact unreachable{"ENETUNREACH", "ENETUNREACH"};
      ConnectTry v6{{ip("2001:db8::1"), 5671}, Answer::own_host, unreachable, {}, {}, {}, {}};
      connect->tries.insert(connect->tries.begin(), v6);
    }
  }
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
}

TEST(PathVerdicts, TwoCausesAtTcpAreBothNamed) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::reset, "ECONNREFUSED");
  run.path("amqp", kToSiteRouter).path("amqp-ws", {router(1, "172.18.0.1"), resets(2)});
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path", "websocket-port-blocked"));
}

TEST(PathVerdicts, WebsocketPortBlockedComesAfterWhatStopsTheOpenPort) {
  CaseBuilder run;
  CbsDetail refused;
  refused.status = 401;
  refused.description = "The specified SAS token has an invalid signature.";
  run.amqp_ok("amqp").ends("amqp", "cbs", Outcome::failed, refused);
  run.tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp-ws", kToSiteRouter).path("amqp", kReachedHop);
  EXPECT_THAT(run.codes(), ElementsAre("token-signature-invalid", "websocket-port-blocked"));
  EXPECT_THAT(run.diagnose().back().cause, HasSubstr("dropped after hop 2 (192.168.1.1)"));
}

}  // namespace
}  // namespace edge::probe::test
