// Answers that are none, or not of whom they seem to be of: of name servers, and of what takes the
// connections.
#include <gmock/gmock.h>

#include "common/amqp/error.hpp"
#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

CaseBuilder both_look_up(const ResolveDetail& detail) {
  auto run = both_end("resolve", Outcome::failed, detail);
  return run.in_module_network();
}

TEST(OddAnswers, AQueryThatComesBackIsNoServersAnswer) {
  ResolveDetail echoed = resolve_result("EAI_NODATA", "NOERROR");
  echoed.exchanges.front().echo = true;
  const Verdict verdict = both_look_up(echoed).diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("what comes back from 192.168.1.1 is the query itself"));
  EXPECT_THAT(verdict.fix, HasSubstr("Find what sends the packets back"));
}

TEST(OddAnswers, ADamagedRecordIsNoMatterOfTheName) {
  ResolveDetail damaged = resolve_result("EAI_NODATA", "NOERROR");
  damaged.exchanges.front().malformed = true;
  const Verdict verdict = both_look_up(damaged).diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("A record in the answer of 192.168.1.1 is damaged"));
  EXPECT_THAT(verdict.fix, Not(HasSubstr("private endpoint")));
}

TEST(OddAnswers, AServerThatChangesItsMindIsNotBehindAProxy) {
  CaseBuilder run;
  ResolveDetail found = resolve_result("", "NOERROR");
  found.addresses = {ip("203.0.113.10")};
  run.ends("amqp", "resolve", Outcome::failed, resolve_result("EAI_NODATA", "NOERROR"));
  run.ok("amqp-ws", "resolve", found).connects("amqp-ws");
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "dns-name-unknown");
  EXPECT_THAT(verdict.cause, AllOf(HasSubstr("now that hub.test has no address, and now that it is "
                                             "203.0.113.10"), Not(HasSubstr("proxy"))));
}

TEST(OddAnswers, AnOpenTcpPortThatSaysNothingIsNotAFirewalls) {
  const auto truncated = [](const std::string& over_tcp) {
    ResolveDetail detail = resolve_result("EAI_AGAIN", "truncated");
    detail.exchanges.push_back({{ip("192.168.1.1"), 53}, "A", kHub, over_tcp});
    return detail;
  };
  auto silent = both_look_up(truncated("silence"));
  EXPECT_THAT(silent.diagnose().front().fix, HasSubstr("Open TCP port 53"));
  silent.path("dns", {router(1, "172.18.0.1"), accepts(2)}, 53, "192.168.1.1");
  EXPECT_THAT(silent.diagnose().front().fix, HasSubstr("TCP port 53 is open"));
  const Verdict ended = both_look_up(truncated("ECONNRESET")).diagnose().front();
  EXPECT_THAT(ended.cause, HasSubstr("takes the connection and ends it without an answer"));
}

TEST(OddAnswers, OfTwoAnswersToOneSocketOnlyTheFirstGetsThrough) {
  ResolveDetail half = resolve_result("EAI_AGAIN", "NOERROR");
  half.exchanges.push_back({{ip("192.168.1.1"), 53}, "AAAA", kHub, "silence", 0ms, 5s});
  auto run = both_look_up(half);
  EXPECT_THAT(run.diagnose().front().fix, HasSubstr("must answer queries for IPv6 addresses"));
  QueryDetail apart{.server = {ip("192.168.1.1"), 53}, .apart = true, .name = kHub};
  apart.exchanges = {{apart.server, "A", kHub, "NOERROR"}, {apart.server, "AAAA", kHub, "NOERROR"}};
  run.ok("", "query", apart);
  EXPECT_EQ(run.diagnose().front().code, "dns-server-failure");
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("to one socket only the first"));
}

TEST(OddAnswers, AClosedWindowIsNoFilter) {
  CaseBuilder run;
  const auto hello = [](bool named, bool first_byte) {
    HelloDetail detail;
    detail.target = hub_at(5671);
    detail.named = named;
    detail.connected = true;
    detail.first_byte = detail.window_closed = first_byte;
    if (named && !first_byte) detail.max_segment = 216;
    return detail;
  };
  run.tcp("amqp").ends("amqp", "tls", Outcome::timed_out, TlsDetail{}).unacknowledged(1);
  run.record("", "hello", Outcome::failed, hello(true, false));
  run.record("", "hello", Outcome::failed, hello(false, false));
  run.record("", "hello", Outcome::failed, hello(true, true));
  EXPECT_THAT(run.codes(), ElementsAre("data-dropped"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("its receive window is closed"));
}

TEST(OddAnswers, APacketFromALinkLocalAddressIsNotRejectedByARule) {
  CaseBuilder run;
  const IcmpError scope{1, 2, ip("fe80::1")};
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    run.tcp_fails(transport, Answer::icmp, "EHOSTUNREACH", scope);
  }
  EXPECT_THAT(run.codes(), ElementsAre("connection-rejected"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("no IPv6 address but that of its link"));
  EXPECT_THAT(run.diagnose().front().fix, HasSubstr("No firewall is to be changed"));
}

TEST(OddAnswers, WhatSendsTheAgentsOpenBackIsNoBroker) {
  AmqpDetail echoed;
  echoed.peer_header = "AMQP 0 1 0 0";
  echoed.open_received = true;
  echoed.container_id = "6f1d";
  echoed.error = error_fact(make_error_code(AmqpErrc::echoed));
  CaseBuilder run;
  run.tls_ok("amqp").ends("amqp", "amqp-open", Outcome::failed, echoed);
  EXPECT_THAT(run.codes(), ElementsAre("not-amqp"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("it sends back what it gets"));
}

/// An alert of 7 bytes to the agent's ClientHello, then silence; `second` bytes to a small one.
std::vector<std::string> after_alert(std::uint64_t second) {
  TlsDetail tls;
  tls.bytes_received = 7;
  tls.alert = 112;
  HelloDetail hello;
  hello.target = hub_at(5671);
  hello.max_segment = 216;
  hello.connected = hello.complete = true;
  hello.bytes_received = second;
  CaseBuilder run;
  run.tcp("amqp").ends("amqp", "tls", Outcome::timed_out, tls);
  return run.record("", "hello", Outcome::ok, hello).codes();
}

TEST(OddAnswers, TheSameAlertInSmallSegmentsIsNoHandshake) {
  EXPECT_THAT(after_alert(7), Not(ElementsAre("mtu-black-hole")));
  EXPECT_THAT(after_alert(3000), ElementsAre("mtu-black-hole"));
}

TEST(OddAnswers, PortsThatDieAtTwoPlacesAreToldWithBoth) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)});
  run.path("amqp-ws", {silent(1), silent(2), silent(3)}).in_module_network();
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "network-drops-everything");
  EXPECT_THAT(verdict.cause, AllOf(HasSubstr("port 5671 at or behind hop 2 (192.168.1.1)"),
                                   HasSubstr("port 443 before any router answers for it")));
}

}  // namespace
}  // namespace edge::probe::test
