// Silence that is none: routers send few ICMP errors, and a name server's answer shows what passes.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const IcmpError kProhibited{3, 13, ip("172.18.0.1")};
const std::vector<Hop> kHostAlone = {router(1, "172.18.0.1"), silent(2), silent(3)};
const std::vector<Hop> kAllHopsSilent = {silent(1), silent(2), silent(3), silent(4)};

Hop unreachable_from(const std::string& router) {
  return {2, Answer::icmp, ip(router), IcmpError{3, 0, ip(router)}, 1ms};
}

CaseBuilder silent_on_both(const std::vector<Hop>& amqp, const std::vector<Hop>& websocket) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", amqp).path("amqp-ws", websocket);
  return run.in_module_network();
}

CaseBuilder& answered_by(CaseBuilder& run, const std::string& server) {
  ResolveDetail look_up{kHub, "dns", {}, {ip("203.0.113.10")}, {}};
  look_up.exchanges = {{{ip(server), 53}, "A", kHub, "NOERROR", {}, {}}};
  return run.record("amqp", "resolve", Outcome::ok, look_up);
}

TEST(RationedErrors, TheOtherPortsSilenceIsTheSameRefusal) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::icmp, "EHOSTUNREACH", kProhibited);
  run.tcp_fails("amqp-ws", Answer::silence).path("amqp-ws", kHostAlone).in_module_network();
  EXPECT_THAT(run.codes(), ElementsAre("connection-rejected"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.confidence, Confidence::likely);
  EXPECT_THAT(verdict.cause, HasSubstr("On port 443 no answer came at all"));
}

TEST(RationedErrors, SilenceFurtherOnIsAnotherCause) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::icmp, "EHOSTUNREACH", kProhibited);
  run.tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp-ws", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)});
  EXPECT_THAT(run.in_module_network().codes(),
              ElementsAre("amqp-port-rejected", "websocket-port-blocked"));
}

TEST(RationedErrors, WhatATraceWasToldCountsForTheAttempt) {
  auto run = silent_on_both({router(1, "172.18.0.1"), unreachable_from("172.18.0.1")}, kHostAlone);
  EXPECT_THAT(run.codes(), ElementsAre("host-unreachable"));
}

TEST(RationedErrors, AHostWhoseNameServerAnswersDoesForward) {
  auto run = silent_on_both(kAllHopsSilent, kAllHopsSilent);
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-forward"));
  EXPECT_THAT(answered_by(run, "172.18.0.1").codes(), ElementsAre("host-does-not-forward"));
  EXPECT_THAT(answered_by(run, "192.168.1.1").codes(), ElementsAre("network-drops-everything"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("swallows this destination"));
  EXPECT_EQ(run.diagnose().front().confidence, Confidence::possible);
}

TEST(RationedErrors, APublicNameServerThatAnswersIsBeyondAnyVpnOfTheHost) {
  auto run = silent_on_both(kHostAlone, kHostAlone);
  EXPECT_THAT(run.codes(), ElementsAre("host-does-not-pass-traffic"));
  EXPECT_THAT(answered_by(run, "192.168.1.1").codes(), ElementsAre("host-does-not-pass-traffic"));
  EXPECT_EQ(run.diagnose().front().confidence, Confidence::possible);
  EXPECT_THAT(answered_by(run, "203.0.113.53").codes(), ElementsAre("network-drops-everything"));
}

TEST(RationedErrors, AddressesThatWereNotTriedAreCounted) {
  CaseBuilder run;
  ResolveDetail two{kHub, "dns", {}, {ip("203.0.113.10"), ip("203.0.113.11")}, {}};
  run.ok("amqp", "resolve", two).tcp_fails("amqp", Answer::silence);
  run.tcp_fails("amqp-ws", Answer::silence).path("amqp", kHostAlone).path("amqp-ws", kHostAlone);
  EXPECT_THAT(run.in_module_network().diagnose().front().cause,
              HasSubstr("Of the 2 addresses of the name only the first was tried"));
}

}  // namespace
}  // namespace edge::probe::test
