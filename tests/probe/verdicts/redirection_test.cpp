// Ports that are led to another machine, by what routers and SYN-ACKs show of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<Hop> kToHub = {router(1, "172.18.0.1"), router(2, "192.168.1.1"), accepts(3)};
const std::vector<Hop> kInHubsName = {router(1, "172.18.0.1"), router(2, "203.0.113.10"),
                                      resets(3)};

TEST(Redirection, RoutersThatAnswerInTheHubsNameGiveThePortAway) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset).amqp_ok("amqp-ws");
  run.path("amqp", kInHubsName).path("amqp-ws", kToHub, 443);
  EXPECT_THAT(run.codes(), Contains("port-redirected"));
  EXPECT_THAT(run.codes(), Not(Contains("amqp-port-reset")));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("redirected by hop 2 (192.168.1.1)"));
}

TEST(Redirection, WhereAllPortsLookSoItIsTheWayThisNetworkAnswers) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset).amqp_ok("amqp-ws");
  const std::vector<Hop> same = {router(1, "172.18.0.1"), router(2, "203.0.113.10"), accepts(3)};
  run.path("amqp", kInHubsName).path("amqp-ws", same, 443);
  EXPECT_THAT(run.codes(), Not(Contains("port-redirected")));
}

TEST(Redirection, ASynAckFromWhereARouterIsOnAnotherPortIsNotTheHubs) {
  CaseBuilder run;
  TlsDetail tls;
  tls.error = {"EOF", "EOF"};
  run.tcp("amqp").ends("amqp", "tls", Outcome::failed, tls).amqp_ok("amqp-ws");
  run.path("amqp", {accepts(1)}).path("amqp-ws", kToHub, 443);
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.stage, "tls");
  EXPECT_THAT(verdict.cause, HasSubstr("hop 1 (172.18.0.1), or a rule of this network namespace "
                                       "itself, redirects TCP port 5671"));
  EXPECT_THAT(verdict.fix, AllOf(HasSubstr("take out the rule that redirects this port"),
                                 HasSubstr("a service mesh's sidecar")));
}

}  // namespace
}  // namespace edge::probe::test
