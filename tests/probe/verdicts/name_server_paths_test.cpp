// What the ways to name servers tell when no address of the hub was ever learnt.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Endpoint kEngine{ip("127.0.0.11"), 53};
const Endpoint kServer{ip("192.0.2.53"), 53};
const std::vector<Hop> kNothing = {silent(1), silent(2), silent(3), silent(4)};
const std::vector<Hop> kFirstHop = {router(1, "172.18.0.1"), silent(2), silent(3), silent(4)};
const std::vector<Hop> kThreeHops = {router(1, "172.18.0.1"), router(2, "192.168.1.1"),
                                     router(3, "203.0.113.1"), silent(4)};
const std::vector<Hop> kTwoHops = {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3),
                                   silent(4)};

Hop says_host_unreachable(int ttl, const std::string& from) {
  return {ttl, Answer::icmp, ip(from), IcmpError{3, 1, ip(from)}, 3s};
}

/// Both attempts end without an address: `result` from `server`, after `took`.
CaseBuilder unresolved(const Endpoint& server, const std::string& result, Duration took = 5s) {
  CaseBuilder run;
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    ResolveDetail detail;
    detail.name = kHub;
    detail.source = "dns";
    detail.error = {"EAI_AGAIN", "EAI_AGAIN"};
    for (const auto* type : {"A", "AAAA"}) {
      detail.exchanges.push_back({server, type, kHub, result, Duration{}, took});
    }
    run.ends(transport, "resolve", Outcome::failed, detail);
  }
  return run.in_module_network();
}

/// Both attempts end without an address: `router` answered the queries by ICMP.
CaseBuilder told(const std::string& router, int code) {
  CaseBuilder run;
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    ResolveDetail detail = resolve_result("EAI_AGAIN", "EHOSTUNREACH", "192.0.2.53");
    detail.exchanges.front().icmp = IcmpError{3, static_cast<std::uint8_t>(code), ip(router)};
    run.ends(transport, "resolve", Outcome::failed, detail);
  }
  return run.in_module_network();
}

CaseBuilder silent_server(const std::vector<Hop>& dns, const std::vector<Hop>& machine,
                          const std::vector<Hop>& beyond) {
  auto run = unresolved(kServer, "silence");
  run.path("dns", dns, 53, "192.0.2.53").path("dns-machine", machine, 443, "192.0.2.53");
  run.path("beyond-host", beyond, 443, "192.0.2.1");
  return run;
}

TEST(NameServerPaths, APortThatDiesBeforeTheFirstHopIsTakenByTheHost) {
  auto run = silent_server(kNothing, {router(1, "172.18.0.1"), accepts(4)}, kThreeHops);
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "dns-no-answer");
  EXPECT_THAT(verdict.cause, HasSubstr("They are not even heard of by the first hop, hop 1 "
                                       "(172.18.0.1), which answers for port 443"));
  EXPECT_THAT(verdict.fix, HasSubstr("chain prerouting"));
}

TEST(NameServerPaths, AServerThatAnswersNoMoreIsNotALossyLine) {
  CaseBuilder run;
  for (const bool answered : {true, true, false, false}) {
    ResolveDetail detail = resolve_result("EAI_AGAIN", answered ? "SERVFAIL" : "silence");
    detail.exchanges.push_back({{ip("192.168.1.1"), 53}, "AAAA", kHub,
                                detail.exchanges.front().result});
    const Duration now = run.evidence.empty() ? Duration{} : run.evidence.back().end;
    for (DnsExchange& one : detail.exchanges) {
      one.begin = now;
      one.end = now + (answered ? Duration{10ms} : Duration{5s});
    }
    run.ends("amqp", "resolve", Outcome::failed, detail);
  }
  run.ends("amqp-ws", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "silence"));
  std::string causes;
  for (const Verdict& verdict : run.in_module_network().diagnose()) causes += verdict.cause;
  EXPECT_THAT(causes, HasSubstr("and none since"));
}

CaseBuilder failing_engine(const std::vector<Hop>& beyond, Duration took = 4s) {
  return unresolved(kEngine, "SERVFAIL", took).path("beyond-host", beyond, 443, "192.0.2.1");
}

TEST(NameServerPaths, WhatARouterSaidToTheQueriesCountsThoughTheTraceHeardNothing) {
  auto run = told("172.18.0.1", 1);
  run.path("dns", kNothing, 53, "192.0.2.53").path("beyond-host", kNothing, 443, "192.0.2.1");
  EXPECT_THAT(run.codes(), ElementsAre("host-unreachable"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("172.18.0.1"));
}

TEST(NameServerPaths, ARouterThatRejectsTheQueriesIsNamed) {
  const Verdict verdict = told("192.168.1.1", 13).diagnose().front();
  EXPECT_EQ(verdict.code, "dns-no-answer");
  EXPECT_THAT(verdict.cause, HasSubstr("192.168.1.1 answers the queries to 192.0.2.53 with "
                                       "administratively prohibited (ICMP 3/13)"));
}

TEST(NameServerPaths, ARouterThatRejectsPacketsForElsewhereTooIsNoMatterOfNames) {
  auto run = told("172.18.0.1", 10);
  run.path("beyond-host", {router(1, "172.18.0.1"), rejects(2, "172.18.0.1")}, 443, "192.0.2.1");
  EXPECT_THAT(run.codes(), ElementsAre("connection-rejected"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("rejects packets for elsewhere as well"));
}

QueryDetail over_tcp(std::string result, Duration took) {
  QueryDetail query{.server = kServer, .over_tcp = true, .name = kHub};
  query.exchanges = {{kServer, "A", kHub, std::move(result), Duration{}, took}};
  return query;
}

TEST(NameServerPaths, AnAnswerOverTcpTellsThatUdpIsDropped) {
  auto run = silent_server(kThreeHops, kThreeHops, kThreeHops);
  run.ok("", "query", over_tcp("NOERROR", 10ms));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("drops UDP port 53 alone"));
  EXPECT_THAT(verdict.fix, HasSubstr("Have UDP port 53 to 192.0.2.53 allowed"));
}

TEST(NameServerPaths, AnAnswerOverTcpThatComesLateTellsASlowServer) {
  auto run = silent_server(kThreeHops, kThreeHops, kThreeHops);
  run.ok("", "query", over_tcp("NOERROR", 12s));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("after 12 s: too late for the agent"));
}

TEST(NameServerPaths, AServerWhosePortIsOpenAndThatIsSilentOverTcpTooMayHaveNoWayOut) {
  auto run = silent_server({router(1, "172.18.0.1"), accepts(2)}, kTwoHops, kThreeHops);
  run.ok("", "query", over_tcp("EOF", 2s));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("answers no query for this name over TCP either"));
  EXPECT_THAT(verdict.fix, HasSubstr("the site's uplink is down"));
}

/// A copied stub, or a line that the C library does not take: the packets never left the container.
TEST(NameServerPaths, ALoopbackServerThatRefusesSaysNothingOnTheWayOut) {
  auto run = unresolved({ip("127.0.0.1"), 53}, "ECONNREFUSED", Duration{});
  run.path("beyond-host", kFirstHop, 443, "192.0.2.1");
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
}

TEST(NameServerPaths, WithoutInternetARouterMaySayThatNobodysAddressIsUnreachable) {
  const Hop refuses{2, Answer::icmp, ip("10.20.0.1"), IcmpError{3, 0, ip("10.20.0.1")}, 1ms};
  EXPECT_THAT(failing_engine({router(1, "172.18.0.1"), refuses}, 2ms).codes(),
              ElementsAre("dns-forwarder-failure"));
}

TEST(NameServerPaths, AFailedAaaaOfASearchDomainIsNoSilence) {
  ResolveDetail detail = resolve_result("EAI_AGAIN", "NOERROR");
  detail.exchanges.front().name = std::string(kHub) + ".corp.test";
  detail.exchanges.push_back(detail.exchanges.front());
  detail.exchanges.back().type = "AAAA";
  detail.exchanges.back().result = "silence";
  EXPECT_THAT(both_end("resolve", Outcome::failed, detail).codes(),
              ElementsAre("dns-server-failure"));
}

TEST(NameServerPaths, ANameThatIsDeniedForAIsDeniedWhateverAaaaCameTo) {
  ResolveDetail detail = resolve_result("ETIMEDOUT", "NXDOMAIN");
  detail.exchanges.push_back(detail.exchanges.front());
  detail.exchanges.back().type = "AAAA";
  detail.exchanges.back().result = "silence";
  EXPECT_THAT(both_end("resolve", Outcome::timed_out, detail).codes(),
              ElementsAre("dns-name-unknown"));
}

TEST(NameServerPaths, WithoutAnyTraceOnlyNamesAreBlamed) {
  EXPECT_THAT(unresolved(kServer, "silence").codes(), ElementsAre("dns-no-answer"));
  EXPECT_EQ(unresolved(kServer, "silence").diagnose().front().confidence, Confidence::likely);
}

TEST(NameServerPaths, AHostThatNothingComesBackThroughIsTheCause) {
  auto run = silent_server(kNothing, kNothing, kNothing);
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-forward"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("the name server 192.0.2.53"));
  EXPECT_THAT(verdict.masks, Not(testing::Contains("host-does-not-forward")));
  EXPECT_THAT(failing_engine(kNothing).codes(), ElementsAre("host-does-not-forward"));
}

TEST(NameServerPaths, AHostThatPassesNothingOnIsTheCauseWithoutCertainty) {
  for (auto run : {silent_server(kFirstHop, kFirstHop, kFirstHop), failing_engine(kFirstHop)}) {
    EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
    EXPECT_EQ(run.diagnose().front().confidence, Confidence::possible);
    EXPECT_THAT(run.diagnose().front().cause, HasSubstr("No address of the hub is known"));
  }
}

TEST(NameServerPaths, WhereOtherPacketsGetFurtherOnlyTheServerIsMissing) {
  auto run = silent_server(kTwoHops, kTwoHops, kThreeHops);
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("as far as hop 3 (203.0.113.1)"));
  EXPECT_THAT(failing_engine(kThreeHops).codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(failing_engine(kThreeHops, 5ms).codes(), ElementsAre("dns-forwarder-failure"));
}

TEST(NameServerPaths, AFirewallFurtherOnIsNamedAsTheSites) {
  auto run = silent_server(kTwoHops, kTwoHops, kTwoHops);
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.confidence, Confidence::possible);
  EXPECT_THAT(verdict.fix, HasSubstr("UDP and TCP port 53"));
}

TEST(NameServerPaths, APortThatAnswersBesideASilentOneShowsWhereDnsDies) {
  const std::vector<Hop> accepted = {router(1, "172.18.0.1"), router(2, "192.168.1.1"),
                                     accepts(3)};
  auto run = silent_server(kTwoHops, accepted, kThreeHops);
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.confidence, Confidence::certain);
  EXPECT_THAT(verdict.cause, HasSubstr("packets to port 53 are dropped at or behind hop 2"));
  auto over_tcp = silent_server(accepted, accepted, kThreeHops);
  EXPECT_THAT(over_tcp.diagnose().front().cause, HasSubstr("TCP port 53 accepts connections"));
}

TEST(NameServerPaths, AFilterThatRejectsDnsIsNamed) {
  auto run = silent_server({rejects(1, "172.18.0.1")}, kThreeHops, kThreeHops);
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("The host (172.18.0.1) rejects TCP port 53"));
}

TEST(NameServerPaths, ARouterWithoutAWayOnwardsIsTheCauseUnlessOtherPacketsPassIt) {
  const std::vector<Hop> unreachable = {router(1, "172.18.0.1"),
                                        says_host_unreachable(2, "172.18.0.1")};
  EXPECT_THAT(silent_server(unreachable, kFirstHop, kFirstHop).codes(),
              ElementsAre("host-unreachable"));
  EXPECT_THAT(silent_server(unreachable, kFirstHop, kThreeHops).codes(),
              ElementsAre("dns-no-answer"));
}

TEST(NameServerPaths, ADeadServerInTheOwnNetworkIsNoDeadGateway) {
  const Hop nobody{1, Answer::no_neighbour, {}, {}, 3s};
  auto run = unresolved({ip("172.18.0.9"), 53}, "EHOSTUNREACH");
  run.path("dns", {nobody}, 53, "172.18.0.9").path("dns-machine", {nobody}, 443, "172.18.0.9");
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("no ARP neighbour"));
  EXPECT_THAT(silent_server({nobody}, {nobody}, {nobody}).codes(),
              ElementsAre("gateway-unreachable"));
}

TEST(NameServerPaths, WhatTheAddressTellsIsSaid) {
  auto stub = unresolved({ip("127.0.0.53"), 53}, "ECONNREFUSED");
  EXPECT_THAT(stub.codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(stub.diagnose().front().cause, HasSubstr("the host's own stub resolver"));
  auto fallback = unresolved({ip("8.8.8.8"), 53}, "silence");
  EXPECT_THAT(fallback.diagnose().front().cause, HasSubstr("falls back on"));
}

TEST(NameServerPaths, AnUnusableLineOfTheFileIsQuoted) {
  auto run = unresolved({ip("127.0.0.1"), 53}, "ECONNREFUSED");
  auto& host = std::get<HostDetail>(run.evidence.back().detail);
  host.resolver.unusable = {"/etc/resolv.conf line 2: \"192.0.2.1\\x0d\" is no address"};
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("/etc/resolv.conf line 2"));
}

}  // namespace
}  // namespace edge::probe::test
