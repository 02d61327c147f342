// Surveys in a computed network: every time is exact, and the same evidence as a run's is judged.
#include <gmock/gmock.h>

#include "probe/run/judge.hpp"
#include "tests/probe/survey/survey_world.hpp"

namespace edge::probe::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> results(const SurveyReport& report) {
  std::vector<std::string> list;
  for (const SurveyCheck& check : report.checks) {
    list.push_back(check.endpoint + " " + std::string(name_of(check.result)) + " " +
                   check.verdict);
  }
  return list;
}

std::vector<EndpointSpec> of_each_kind() {
  std::vector<EndpointSpec> list{endpoint("hub", "iot-hub", kHub, 0),
                                 endpoint("tls", "tls", kHub, 443),
                                 endpoint("tcp", "tcp", kHub, 5671),
                                 endpoint("name", "dns", kHub, 0)};
  return list;
}

TEST(Survey, WhatIsOpenPassesWithItsFacts) {
  const auto report = surveyed(network(), of_each_kind());
  EXPECT_THAT(results(report), ElementsAre("hub passed connected", "tls passed stage-reached",
                                           "tcp passed stage-reached",
                                           "name passed stage-reached"));
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_EQ(report.checks[1].tls_version, "TLSv1.3");
  EXPECT_FALSE(report.checks[1].evidence);
  EXPECT_FALSE(report.checks[1].addresses.empty());
  EXPECT_TRUE(report.checks[1].certificate_days);
}

TEST(Survey, ADroppedPortIsFoundWithTheHopThatDropsIt) {
  const auto report = surveyed(broken(network(), "port-dropped", {"at=site-router", "port=443"}),
                               {endpoint("web", "tls", kHub, 443),
                                endpoint("amqp", "tls", kHub, 5671)});
  EXPECT_THAT(results(report), ElementsAre("web failed network-drops-everything",
                                           "amqp passed stage-reached"));
  EXPECT_THAT(report.checks[0].place, HasSubstr("(hop 2)"));
  EXPECT_THAT(report.checks[0].fix, HasSubstr("allow outgoing TCP 443 from this device to"));
  EXPECT_TRUE(report.checks[0].evidence);
  EXPECT_EQ(report.exit_code, 1);
}

TEST(Survey, WhatMustBeBlockedPassesWhereItIsBlockedAndSaysByWhom) {
  auto web = endpoint("web", "tls", kHub, 443), amqp = endpoint("amqp", "tls", kHub, 5671);
  auto unknown = endpoint("unknown", "tls", "no-such.test", 443);
  web.expect = amqp.expect = unknown.expect = Expect::blocked;
  const auto report = surveyed(broken(network(), "port-dropped", {"at=site-router", "port=443"}),
                               {web, amqp, unknown});
  EXPECT_EQ(report.checks[0].result, CheckResult::passed);
  EXPECT_THAT(report.checks[0].words, HasSubstr("It is blocked, as it must be, by "));
  EXPECT_EQ(report.checks[1].result, CheckResult::failed);
  EXPECT_THAT(report.checks[1].words, HasSubstr("must be blocked, and is reached"));
  EXPECT_EQ(report.checks[2].result, CheckResult::failed);
  EXPECT_THAT(report.checks[2].words, HasSubstr("nothing shows that it is blocked"));
}

TEST(Survey, WhatRefusesATimeServersPortIsNamed) {
  const auto report = surveyed(network(), {endpoint("time", "ntp", kHub, 123)});
  EXPECT_THAT(results(report), ElementsAre("time failed time-server-port-rejected"));
  EXPECT_THAT(report.checks[0].words,
              HasSubstr("refuses UDP: ECONNREFUSED, ICMP 3/3 from 198.51.100.10."));
}

TEST(Survey, AClosedPortOfThisMachineIsNoFirewalls) {
  const auto report = surveyed(network(), {endpoint("mine", "tcp", "127.0.0.1", 9)});
  EXPECT_THAT(results(report), ElementsAre("mine failed own-port-closed"));
  EXPECT_EQ(report.checks[0].place, "this device itself");
  EXPECT_THAT(report.checks[0].words, HasSubstr("refused by this machine itself"));
  EXPECT_THAT(report.checks[0].fix, HasSubstr("Start the program that is to be reached"));
  EXPECT_THAT(report.checks[0].fix, testing::Not(HasSubstr("firewall")));
}

TEST(Survey, OneOfAGroupIsEnough) {
  auto amqp = endpoint("amqp", "iot-hub", kHub, 0), ws = endpoint("ws", "iot-hub", kHub, 0);
  amqp.transport = "amqp";
  ws.transport = "amqp-ws";
  amqp.one_of = ws.one_of = "hub";
  const auto report = surveyed(broken(network(), "port-dropped", {"at=site-router"}), {amqp, ws});
  EXPECT_EQ(report.checks[0].result, CheckResult::warned);
  EXPECT_THAT(report.checks[0].words, HasSubstr("\"ws\" is reached, which is enough."));
  EXPECT_EQ(report.checks[1].result, CheckResult::passed);
  EXPECT_EQ(report.exit_code, 0);
}

TEST(Survey, WhatIsOptionalWarns) {
  auto unknown = endpoint("unknown", "tls", "no-such.test", 443);
  unknown.required = false;
  SurveyOptions strict;
  strict.warnings_as_errors = true;
  EXPECT_EQ(surveyed(network(), {unknown}).exit_code, 0);
  EXPECT_EQ(surveyed(network(), {unknown}, strict).exit_code, 1);
}

TEST(Survey, WordsAreOfAnEndpointAndNotOfAHub) {
  const auto unknown = surveyed(network(), {endpoint("unknown", "https", "no-such.test", 443)});
  const SurveyCheck& check = unknown.checks.front();
  EXPECT_EQ(check.verdict, "dns-name-unknown");
  for (const auto& words : {check.words, check.fix}) {
    EXPECT_THAT(words, testing::Not(HasSubstr("hub")));
    EXPECT_THAT(words, testing::Not(HasSubstr("{")));
  }
}

/// Silent ones wait for each other only where there are more than may run at a time.
TEST(Survey, RunsSideBySideAndBounded) {
  std::vector<EndpointSpec> many;
  for (int i = 0; i < 6; ++i) {
    many.push_back(endpoint("e" + std::to_string(i), "ntp", "192.0.2.200", 123));
  }
  SurveyOptions at_once, in_threes;
  at_once.parallel = 6;
  in_threes.parallel = 3;
  const auto one_round = surveyed(network(), many, at_once).ended;
  EXPECT_GE(one_round, 3s);
  EXPECT_LT(one_round, 4s);
  EXPECT_EQ(surveyed(network(), many, in_threes).ended, 2 * one_round);
}

/// Routers ration what traces live on: each run's trace tells as much as if it were alone.
TEST(Survey, TracesTakeTurns) {
  std::vector<EndpointSpec> many;
  for (int i = 0; i < 12; ++i) {
    many.push_back(endpoint("e" + std::to_string(i), "tls", kHub, 443));
  }
  const auto report = surveyed(broken(network(), "port-dropped", {"at=site-router", "port=443"}),
                               many);
  for (const SurveyCheck& check : report.checks) EXPECT_THAT(check.place, HasSubstr("(hop 2)"));
}

TEST(Survey, AProxyIsAVantageOfThoseThatUseIt) {
  auto web = endpoint("web", "tls", kHub, 443), amqp = endpoint("amqp", "tls", kHub, 5671);
  web.proxy = true;
  SurveyOptions options;
  options.proxies = {{.host = "192.168.1.8", .port = 3128, .user = "", .password = {}}};
  options.also_direct = true;
  const auto report = surveyed(network("site-proxy"), {web, amqp}, options);
  EXPECT_THAT(results(report), ElementsAre("web failed network-drops-everything",
                                           "web passed stage-reached",
                                           "amqp failed network-drops-everything"));
  const SurveyCheck& through = report.checks[1];
  EXPECT_EQ(through.vantage, "192.168.1.8:3128");
  EXPECT_THAT(through.addresses, ElementsAre("192.168.1.8"));
}

/// Each is judged by itself, as a run is.
TEST(Survey, TheEvidenceOfACheckCanBeJudgedAnew) {
  const auto report = surveyed(broken(network(), "port-reset", {"at=site-router", "port=443"}),
                               {endpoint("web", "tls", kHub, 443)});
  const SurveyCheck& check = report.checks.front();
  ASSERT_TRUE(check.evidence);
  const Report again = judged_anew(*check.evidence, "r.json");
  EXPECT_EQ(again.verdicts.front().code, check.verdict);
  EXPECT_EQ(again.verdicts.front().cause, check.words);
}

TEST(Survey, APlanNamesEveryTargetAndProxy) {
  SurveyOptions options;
  options.catalogues.emplace_back().endpoints = {endpoint("a", "tls", "a.test", 443),
                                                 endpoint("t", "ntp", "t.test", 123)};
  options.catalogues.back().endpoints.front().proxy = true;
  options.proxies = {{.host = "10.0.0.5", .port = 3128, .user = "", .password = {}}};
  options.also_direct = true;
  const auto plan = describe_survey(options);
  EXPECT_THAT(plan, HasSubstr("3 checks"));
  EXPECT_THAT(plan, HasSubstr("a.test TCP port 443, for"));
  EXPECT_THAT(plan, HasSubstr("a.test TCP port 443 through the proxy 10.0.0.5:3128"));
  EXPECT_THAT(plan, HasSubstr("t.test UDP port 123"));
}

}  // namespace
}  // namespace edge::probe::test
