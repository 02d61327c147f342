// Answers that prove less than they seem to: what a verdict may say of them, and how surely.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(WeakAnswers, AnswersThatSettleNothingDoNotDenyTheName) {
  const auto expect_failure = [](ResolveDetail detail, const std::string& words) {
    auto run = both_end("resolve", Outcome::failed, detail);
    EXPECT_THAT(run.codes(), ElementsAre("dns-server-failure")) << words;
    EXPECT_THAT(run.diagnose()[0].cause, HasSubstr(words));
    EXPECT_EQ(run.diagnose()[0].confidence, Confidence::likely);
  };
  expect_failure(resolve_result("EAI_NONAME", "FORMERR"), "answers FORMERR (asked for A)");
  expect_failure(resolve_result("EAI_NONAME", "NOERROR"), "NOERROR without a usable address");
  ResolveDetail half = resolve_result("EAI_NODATA", "SERVFAIL");
  half.exchanges.push_back({{ip("192.168.1.1"), 53}, "AAAA", kHub, "NOERROR", {}, {}});
  expect_failure(half, "SERVFAIL (asked for A) and NOERROR without a usable address (asked for A");
  ResolveDetail elsewhere = resolve_result("EAI_NONAME", "FORMERR");
  elsewhere.exchanges.push_back({{ip("192.168.1.1"), 53}, "A", "hub.test.lan", "NXDOMAIN", {}, {}});
  expect_failure(elsewhere, "FORMERR");
}

TEST(WeakAnswers, OneTypeUnansweredIsAFailureOfTheServerToMusl) {
  for (const auto& [result, words] : {std::pair{"silence", "AAAA there is no answer"},
                                      std::pair{"REFUSED", "AAAA there is only REFUSED"}}) {
    ResolveDetail half = resolve_result("EAI_AGAIN", "NOERROR");
    half.exchanges.push_back({{ip("192.168.1.1"), 53}, "AAAA", kHub, result, {}, {}});
    auto run = both_end("resolve", Outcome::failed, half);
    EXPECT_THAT(run.codes(), ElementsAre("dns-server-failure"));
    EXPECT_THAT(run.diagnose()[0].cause, HasSubstr(words));
    EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("must answer queries for IPv6 addresses"));
  }
}

TEST(WeakAnswers, EnginesFailureForAaaaAloneIsTheServersBehindIt) {
  ResolveDetail half = resolve_result("EAI_AGAIN", "NOERROR", "127.0.0.11");
  half.exchanges.push_back({{ip("127.0.0.11"), 53}, "AAAA", kHub, "SERVFAIL", 0s, 4s});
  half.exchanges.push_back({{ip("127.0.0.11"), 53}, "AAAA", kHub, "silence", 4s, 5s});
  EXPECT_THAT(both_end("resolve", Outcome::failed, half).codes(),
              ElementsAre("dns-server-failure"));
}

TEST(WeakAnswers, NxdomainForAaaaAloneDoesNotDenyTheName) {
  ResolveDetail detail = resolve_result("EAI_NONAME", "NOERROR");
  detail.exchanges.push_back({{ip("192.168.1.2"), 53}, "AAAA", kHub, "NXDOMAIN", {}, {}});
  auto run = both_end("resolve", Outcome::failed, detail);
  EXPECT_THAT(run.codes(), ElementsAre("dns-server-failure"));
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("NOERROR (asked for A) and NXDOMAIN (asked for A"));
}

TEST(WeakAnswers, FirstOfSeveralServersToDenyTheNameMayNotBeRight) {
  ResolveDetail detail = resolve_result("EAI_NONAME", "NXDOMAIN");
  EXPECT_EQ(both_end("resolve", Outcome::failed, detail).diagnose()[0].separate_by, "");
  detail.exchanges.push_back({{ip("192.168.1.2"), 53}, "A", kHub, "abandoned", {}, {}});
  auto run = both_end("resolve", Outcome::failed, detail);
  EXPECT_THAT(run.codes(), ElementsAre("dns-name-unknown"));
  EXPECT_THAT(run.diagnose()[0].separate_by, HasSubstr("the first answer counts"));
}

TEST(WeakAnswers, EngineThatGaveUpIsNamedThoughItWasAskedAgain) {
  ResolveDetail detail;
  detail.name = kHub;
  detail.error = {"EAI_AGAIN", ""};
  detail.exchanges = {{{ip("127.0.0.11"), 53}, "A", kHub, "SERVFAIL", 0s, 4s},
                      {{ip("127.0.0.11"), 53}, "A", kHub, "silence", 4s, 5s}};
  auto run = both_end("resolve", Outcome::failed, detail);
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("waited 4 s for the name servers behind it"));
}

TEST(WeakAnswers, ThatTheEngineCannotResolveIsNoProofOfAServersFailure) {
  ResolveDetail detail = resolve_result("EAI_AGAIN", "SERVFAIL", "127.0.0.11");
  auto run = both_end("resolve", Outcome::failed, detail);
  EXPECT_THAT(run.codes(), ElementsAre("dns-forwarder-failure"));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::likely);
  EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("subnet of the module network"));
  detail.exchanges.push_back({{ip("192.168.1.1"), 53}, "A", kHub, "SERVFAIL", {}, {}});
  EXPECT_THAT(both_end("resolve", Outcome::failed, detail).codes(),
              ElementsAre("dns-server-failure"));
}

TEST(WeakAnswers, OnlyTheServersThatDenyTheNameAreQuotedForIt) {
  ResolveDetail second = resolve_result("EAI_NONAME", "SERVFAIL");
  second.exchanges.push_back({{ip("192.168.1.2"), 53}, "A", kHub, "NXDOMAIN", {}, {}});
  auto run = both_end("resolve", Outcome::failed, second);
  EXPECT_THAT(run.codes(), ElementsAre("dns-name-unknown"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("192.168.1.2 there is no host called hub.test"));
}

TEST(WeakAnswers, AnUpgradeThatBreaksTheHandshakeIsNoMissingSubprotocol) {
  WebSocketDetail detail;
  detail.status = 101;
  detail.subprotocol = "AMQPWSB10";
  detail.error = {"websocket.wrong-accept", "wrong Sec-WebSocket-Accept"};
  auto run = both_end("websocket", Outcome::failed, detail);
  EXPECT_THAT(run.codes(), ElementsAre("websocket-upgrade-refused"));
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("status 101 by an answer that breaks RFC 6455 (wrong Sec-WebSocket-Acc"));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::certain);
  detail.subprotocol.clear();
  detail.error = {"websocket.no-subprotocol", "101 without the requested subprotocol"};
  EXPECT_THAT(both_end("websocket", Outcome::failed, detail).codes(),
              ElementsAre("websocket-subprotocol-missing"));
}

TEST(WeakAnswers, AnUpgradeWithoutACompleteAnswerIsOnlyLikelyRefused) {
  WebSocketDetail detail;
  detail.body_start = "HTTP/1.1 10";
  auto run = both_end("websocket", Outcome::timed_out, detail);
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("no complete answer within 30 s, what came begins with \"HTTP/1.1 10\""));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::likely);
}

TEST(WeakAnswers, LongTextsOfPeersAreCut) {
  ProxyDetail proxy;
  proxy.status = 407;
  proxy.authenticate = "Basic realm=" + std::string(15000, 'x');
  EXPECT_LT(both_end("proxy", Outcome::failed, proxy).diagnose()[0].cause.size(), 400u);
}

TEST(WeakAnswers, OnTheDeviceItselfNoContainerGetsANameServer) {
  CaseBuilder run;
  run.on_the_device();
  run.ends("amqp", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "silence"));
  EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("Give this device a name server"));
  CaseBuilder container;
  container.in_module_network();
  container.ends("amqp", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "silence"));
  EXPECT_THAT(container.diagnose()[0].fix, HasSubstr("Give the containers a name server"));
}

TEST(WeakAnswers, ASlowHandshakeLosesNoPackets) {
  TlsDetail drips;
  drips.bytes_received = 149;
  drips.last_byte = 29990ms;
  auto run = both_end("tls", Outcome::timed_out, drips);
  EXPECT_THAT(run.codes(), ElementsAre("tls-no-answer"));
  EXPECT_THAT(run.diagnose()[0].cause,
              HasSubstr("149 bytes came within 30 s, the last of them after 30.0 s"));
  EXPECT_THAT(run.diagnose()[0].cause, Not(HasSubstr("lost")));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::possible);
}

}  // namespace
}  // namespace edge::probe::test
