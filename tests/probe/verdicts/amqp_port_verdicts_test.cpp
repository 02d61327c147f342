// Verdicts about port 5671 alone, while the other way is open.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<Hop> kReached = {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3),
                                   accepts(4)};

CaseBuilder amqp_silent(std::vector<Hop> amqp, std::vector<Hop> websocket) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence);
  run.path("amqp", std::move(amqp)).path("amqp-ws", std::move(websocket));
  return run;
}

TEST(AmqpPortVerdicts, ADegradedSuccessIsAWarningAndStillConnected) {
  auto run = amqp_silent({router(1, "172.18.0.1"), silent(2), silent(3)}, kReached);
  run.in_module_network().connects("amqp-ws");
  const auto verdicts = run.diagnose();
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-by-host", "connected"));
  EXPECT_EQ(verdicts[0].severity, Severity::warning);
  EXPECT_EQ(verdicts[0].transport, "amqp");
  EXPECT_EQ(verdicts[1].severity, Severity::info);
  EXPECT_THAT(verdicts[1].cause, HasSubstr("AMQP over WebSocket"));
}

/// A look-up in which the query for AAAA was lost, and one in which none was.
CaseBuilder& loses_queries(CaseBuilder& run) {
  for (int i = 0; i < 3; ++i) {
    ResolveDetail half = resolve_result("EAI_AGAIN", "silence");
    half.exchanges.push_back({{ip("192.168.1.1"), 53}, "AAAA", kHub, "NOERROR", 0ms, 9ms});
    half.exchanges.front().end = 5s;
    run.record("amqp", "resolve", Outcome::failed, half);
    run.record("amqp", "resolve", Outcome::ok, resolve_result("", "NOERROR"));
  }
  return run;
}

TEST(AmqpPortVerdicts, APortThatNoPacketGetsThroughToIsToldBesideALossyLine) {
  const std::vector<Hop> few = {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3),
                                silent(4)};
  std::vector<Hop> many = few;
  for (int ttl = 5; ttl < 12; ++ttl) many.push_back(silent(ttl));
  const auto codes = [](const std::vector<Hop>& amqp) {
    CaseBuilder run;
    loses_queries(run).tcp_fails("amqp", Answer::silence);
    run.path("amqp", amqp).path("amqp-ws", kReached).in_module_network().connects("amqp-ws");
    return run.codes();
  };
  EXPECT_THAT(codes(few), ElementsAre("packet-loss", "connected"));
  EXPECT_THAT(codes(many),
              ElementsAre("packet-loss", "amqp-port-dropped-on-path", "connected"));
}

TEST(AmqpPortVerdicts, DroppedByHostNeedsAHost) {
  const std::vector<Hop> own = {router(1, "192.168.1.1"), silent(2)};
  const std::vector<Hop> other = {router(1, "192.168.1.1"), router(2, "198.51.100.1"), accepts(3)};
  auto run = amqp_silent(own, other).on_the_device();
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("dies at or after hop 1 (192.168.1.1)"));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::likely);  // or the answers are dropped
}

TEST(AmqpPortVerdicts, DroppedByHostNeedsTheNextHopToAnswerOnTheOtherPort) {
  const std::vector<Hop> quiet = {router(1, "172.18.0.1"), silent(2), silent(3), accepts(4)};
  auto run = amqp_silent({router(1, "172.18.0.1"), silent(2)}, quiet).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path"));
}

TEST(AmqpPortVerdicts, WhenTheHostsNextHopIsTheGatewayItselfEitherMayDropThePort) {
  const std::vector<Hop> parent = {router(1, "172.18.0.1"), accepts(2)};
  auto run = amqp_silent({router(1, "172.18.0.1"), silent(2)}, parent).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path"));
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("dies at hop 1 (172.18.0.1), or behind it, where the next answer is in the "
                        "hub's name (of the hub itself, or of what hides the way on to it), or on "
                        "the answers' way back"));
}

TEST(AmqpPortVerdicts, DroppedOnPathNamesTheLastHop) {
  auto run = amqp_silent({router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)}, kReached);
  run.in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path"));
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("dies at or after hop 2 (192.168.1.1): its packets, or the answers, are "
                        "dropped, while port 443 passes"));
  EXPECT_EQ(run.diagnose()[0].severity, Severity::error);
}

TEST(AmqpPortVerdicts, DroppedLocally) {
  auto run = amqp_silent({silent(1), silent(2), silent(3), silent(4)}, kReached);
  EXPECT_THAT(run.in_module_network().codes(), ElementsAre("amqp-port-dropped-locally"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("hop 1 (172.18.0.1) answers for the other port"));
  // A first hop that is silent on both ports proves nothing.
  const std::vector<Hop> late = {silent(1), router(2, "192.168.1.1"), accepts(3)};
  auto near_miss = amqp_silent({silent(1), silent(2)}, late);
  EXPECT_THAT(near_miss.codes(), ElementsAre("amqp-port-dropped-on-path"));
  EXPECT_THAT(near_miss.diagnose()[0].cause, HasSubstr("where no router answers for it"));
}

TEST(AmqpPortVerdicts, WithoutTracesThePlaceIsNotClaimed) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).connects("amqp-ws");
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path", "connected"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("somewhere on the way"));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::possible);
}

TEST(AmqpPortVerdicts, ResetNearerThanTheHubIsInjected) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset, "ECONNREFUSED");
  run.path("amqp", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), resets(3)});
  run.path("amqp-ws", kReached).connects("amqp-ws");
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-reset", "connected"));
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("at or right behind hop 2 (192.168.1.1), nearer than the hub's 4"));
}

TEST(AmqpPortVerdicts, ResetFromTheHubsDistanceBlamesNobodyInBetween) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset, "ECONNREFUSED");
  run.path("amqp", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3), resets(4)});
  run.path("amqp-ws", kReached).connects("amqp-ws");
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("as far as the hub itself"));
}

TEST(AmqpPortVerdicts, RejectedByAFirewallOrByTheOwnFilter) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::icmp, "EHOSTUNREACH", IcmpError{3, 13, ip("192.168.1.1")});
  run.connects("amqp-ws");
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-rejected", "connected"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("rejected by 192.168.1.1"));

  CaseBuilder own;
  own.tcp_fails("amqp", Answer::own_host, "ECONNREFUSED").connects("amqp-ws");
  EXPECT_THAT(own.codes(), ElementsAre("amqp-port-rejected", "connected"));
  EXPECT_THAT(own.diagnose()[0].cause, HasSubstr("this device itself"));
}

TEST(AmqpPortVerdicts, TheCauseOnTheOpenPortComesFirst) {
  auto run = amqp_silent({router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)}, kReached);
  TlsDetail intercepted;
  intercepted.defects = {CertificateDefect::untrusted_issuer};
  run.tcp("amqp-ws").ends("amqp-ws", "tls", Outcome::failed, intercepted);
  EXPECT_THAT(run.codes(),
              ElementsAre("certificate-untrusted-issuer", "amqp-port-dropped-on-path"));
  EXPECT_EQ(run.diagnose()[1].severity, Severity::error);
}

TEST(AmqpPortVerdicts, AProxyThatCanBeReachedIsAnotherWay) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).resolved("amqp-ws", "proxy.test");
  const Endpoint proxy{ip("192.168.1.20"), 3128};
  run.ok("amqp-ws", "connect", connect_to(proxy, Answer::accepted)).at(proxy);
  ProxyDetail denied;
  denied.proxy = "http://proxy.test:3128";
  denied.status = 403;
  run.ends("amqp-ws", "proxy", Outcome::failed, denied);
  EXPECT_THAT(run.codes(), ElementsAre("proxy-denies", "amqp-port-dropped-on-path"));
  EXPECT_THAT(run.diagnose()[1].cause, HasSubstr("the proxy proxy.test:3128 can be reached"));
}

TEST(AmqpPortVerdicts, WhatARefusalCostsIsSaidOnlyWhenTheOtherWayWorks) {
  CaseBuilder neither;
  neither.tcp_fails("amqp", Answer::reset).tcp_fails("amqp-ws", Answer::silence);
  EXPECT_EQ(neither.codes().front(), "amqp-port-reset");
  EXPECT_THAT(neither.diagnose()[0].fix, Not(HasSubstr("again and again at each start")));
  CaseBuilder other;
  other.tcp_fails("amqp", Answer::reset).connects("amqp-ws");
  EXPECT_EQ(other.codes().front(), "amqp-port-reset");
  EXPECT_THAT(other.diagnose()[0].fix, HasSubstr("again and again at each start"));
}

TEST(AmqpPortVerdicts, TheFixNamesThePortThatWasTried) {
  const Endpoint discard = hub_at(9);
  CaseBuilder run;
  run.targets[0].port = 9;
  run.resolved("amqp").ends("amqp", "connect", Outcome::failed,
                            connect_to(discard, Answer::reset, "ECONNREFUSED")).at(discard);
  run.connects("amqp-ws");
  EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("allow outgoing TCP 9 to"));
}

TEST(AmqpPortVerdicts, TheFixNamesTheHubsOfTheCloudOrTheParentGateway) {
  const std::pair<const char*, const char*> kAllowed[] = {
      {"contoso.azure-devices.net", "TCP 5671 to *.azure-devices.net."},
      {"contoso.azure-devices.cn", "TCP 5671 to *.azure-devices.cn."},
      {"parent.plant.local", "TCP 5671 to parent.plant.local."}};
  for (const auto& [host, allowed] : kAllowed) {
    CaseBuilder run;
    run.host = host;
    run.tcp_fails("amqp", Answer::reset).connects("amqp-ws");
    EXPECT_THAT(run.diagnose()[0].fix, HasSubstr(allowed));
  }
}

TEST(AmqpPortVerdicts, AnotherPortLeavesANumberInTheHostsNameAlone) {
  const Endpoint discard = hub_at(9);
  CaseBuilder run;
  run.host = "gw5671.plant.local";
  run.targets[0].port = 9;
  run.resolved("amqp").ends("amqp", "connect", Outcome::failed,
                            connect_to(discard, Answer::reset, "ECONNREFUSED")).at(discard);
  run.connects("amqp-ws");
  EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("TCP 9 to gw5671.plant.local."));
}

TEST(AmqpPortVerdicts, AProxysDenialNamesThePortOfTheTunnel) {
  CaseBuilder run;
  run.targets[1].port = 8443;
  run.tcp_fails("amqp", Answer::silence).path("amqp-ws", {silent(1)});
  run.evidence.back().detail = PathDetail{hub_at(8443), "amqp-ws", {silent(1)}, false};
  const Endpoint proxy{ip("192.168.1.20"), 3128};
  run.resolved("amqp-ws", "proxy.test");
  run.ok("amqp-ws", "connect", connect_to(proxy, Answer::accepted)).at(proxy);
  ProxyDetail denied;
  denied.proxy = "http://proxy.test:3128";
  denied.status = 403;
  run.ends("amqp-ws", "proxy", Outcome::failed, denied);
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("a tunnel to hub.test:8443: status 403"));
  EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("CONNECT to hub.test port 8443"));
}

TEST(AmqpPortVerdicts, TheNumberOfAddressesIsTold) {
  ConnectDetail many;
  for (unsigned i = 0; i < 59; ++i) {
    const ErrorFact refused{"ECONNREFUSED", "ECONNREFUSED"};
    const IpAddress address = boost::asio::ip::address_v4(0xcb007100U + i);  // 203.0.113.0/24
    many.tries.push_back({{address, 5671}, Answer::reset, refused, {}, {}, {}, {}});
  }
  CaseBuilder run;
  run.resolved("amqp").ends("amqp", "connect", Outcome::failed, many).at(hub_at(5671));
  run.connects("amqp-ws");
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("59 were tried in turn"));
}

TEST(AmqpPortVerdicts, EachPortIsHeldAgainstItsOwnAddressWhereLookUpsDiffer) {
  // The first look-up puts the good address first, the second one a dead one.
  const Endpoint dead{boost::asio::ip::make_address("203.0.113.12"), 443};
  auto run = amqp_silent({router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)}, kReached);
  const ConnectDetail silent{{{dead, Answer::silence, {"ETIMEDOUT", "timed out"}, {}, {}, {}, {}}}};
  run.in_module_network().ends("amqp-ws", "connect", Outcome::timed_out, silent).at(dead);
  EXPECT_THAT(run.codes(), ElementsAre("address-silent", "amqp-port-dropped-on-path"));
}

}  // namespace
}  // namespace edge::probe::test
