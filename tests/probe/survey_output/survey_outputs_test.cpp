// The forms of a survey's report, of one sample each.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "common/base/usage_error.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_output/allow_list.hpp"
#include "probe/survey_output/outputs.hpp"
#include "probe/survey_output/phrases.hpp"
#include "tests/probe/survey_output/sample_survey.hpp"

namespace edge::probe::test {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

SurveyReport sample() {
  auto data = blocked("registry, data", "data.test", 443);
  data.required = false;
  data.allow = "*.data.test";
  return survey_of({passed("hub", "hub.test", 5671), blocked("registry", "registry.test", 443),
                    data});
}

TEST(SurveyText, IsATableThenWhatToDo) {
  const auto text = rendered_survey("text", sample(), {.width = 80});
  EXPECT_THAT(text, HasSubstr("Survey of azure-iot-edge at plant 7, from edge-1, 2026-11-30T"));
  EXPECT_THAT(text, HasSubstr("  passed  hub                        hub.test:5671"));
  EXPECT_THAT(text, HasSubstr("\nFAILED  registry, registry, data\n  Verdict     network-drops"));
  EXPECT_THAT(text, testing::EndsWith("\n1 passed, 1 warned, 1 failed, in 4.1 s.\n"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

/// Of two endpoints from two networks, one of them by a proxy as well.
SurveyReport from_several() {
  std::vector<SurveyCheck> checks;
  for (const char* network : {"host", "bridge br0"}) {
    checks.push_back(passed("hub", "hub.test", 5671));
    checks.back().network = network;
  }
  for (const char* network : {"host", "bridge br0"}) {
    checks.push_back(blocked("registry", "registry.test", 443));
    checks.back().network = network;
  }
  checks.push_back(passed("registry", "registry.test", 443));
  checks.back().network = "host";
  checks.back().vantage = "proxy.test:3128";
  return survey_of(checks);
}

TEST(SurveyText, HasAColumnForEachVantage) {
  const auto text = rendered_survey("text", from_several(), {.width = 110});
  const auto wide = std::regex_replace(text, std::regex(" +"), " ");
  EXPECT_THAT(wide, HasSubstr("\n\n host bridge br0 host by proxy.test:3128\n hub hub.test:5671 "
                              "passed passed -\n registry registry.test:443 FAILED FAILED passed"));
  const auto narrow = rendered_survey("text", from_several(), {.width = 80});
  EXPECT_THAT(narrow, HasSubstr("\n  (3) from host by proxy.test:3128\n"));
  std::istringstream lines(narrow);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 85u) << line;
}

TEST(Survey, AnotherOfTheGroupIsEnoughOnlyInTheSameNetwork) {
  auto here = blocked("hub by AMQP", "hub.test", 5671), there = here;
  auto other = passed("hub by WebSocket", "hub.test", 443);
  here.one_of = there.one_of = other.one_of = "hub";
  here.network = other.network = "host";
  other.vantage = "proxy.test:3128";
  there.network = "bridge br0";
  const SurveyReport report = survey_of({here, there, other});
  EXPECT_EQ(report.checks[0].result, CheckResult::warned);
  EXPECT_EQ(report.checks[1].result, CheckResult::failed);
}

TEST(SurveyText, AFindingOfManyFitsTheScreenToo) {
  std::vector<SurveyCheck> checks;
  for (int i = 0; i < 10; ++i) {
    checks.push_back(blocked("a registry " + std::to_string(i), "registry.test", 443));
  }
  std::istringstream lines(rendered_survey("text", survey_of(checks), {.width = 80}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(SurveyText, OfManyOnlyWhatIsNotAsExpected) {
  std::vector<SurveyCheck> many;
  for (int i = 0; i < 1000; ++i) many.push_back(passed(std::to_string(i), "a.test", 443));
  many.push_back(blocked("registry", "registry.test", 443));
  const auto text = rendered_survey("text", survey_of(many));
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 15);
  EXPECT_LT(rendered_survey("html", survey_of(many)).size(), 2u << 20);
}

TEST(SurveyJson, ComesBackAsItWas) {
  const std::string text = rendered_survey("json", sample());
  const SurveyReport read = recorded_survey(text, "s.json");
  EXPECT_EQ(survey_json_text(read), text);
  EXPECT_EQ(read.checks.size(), 3u);
}

TEST(SurveyJson, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", "{", "[]", "{}", "{\"schema_version\": 9}", "{\"schema_version\": 1}"}) {
    EXPECT_THROW(recorded_survey(text, "s.json"), UsageError) << text;
  }
}

TEST(Findings, AreOneForEachCause) {
  const SurveyReport report = sample();
  const auto findings = findings_of(report);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings.front().result, CheckResult::failed);
  EXPECT_EQ(findings.front().checks.size(), 2u);
}

TEST(Findings, NameAllThatTheFixIsForAndWhoNeedsThem) {
  auto data = blocked("data", "data.test", 443), base = blocked("base", "registry.test", 443);
  data.result = CheckResult::warned;  // optional, and before what failed
  data.component = "the engine";
  data.why = "layers";
  auto failed = blocked("registry", "registry.test", 443);
  failed.fix = "Allow TCP 443 to registry.test.";
  const SurveyReport report = survey_of({data, failed, base});
  const auto findings = findings_of(report);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings.front().checks.front()->endpoint, "registry");
  EXPECT_EQ(fix_text(findings.front()),
            "Allow TCP 443 to registry.test. The same for data.test:443.");
  EXPECT_THAT(needed_text(findings.front()), HasSubstr("data by the engine: layers"));
  EXPECT_THAT(needed_text(findings.front()), testing::StartsWith("registry by "));
  for (const char* form : {"text", "markdown", "html"}) {
    EXPECT_THAT(rendered_survey(form, report, {}), ContainsRegex("The same for[ \n]+data.test"))
        << form;
  }
}

TEST(AllowRules, AreOneForEachDestinationAndNameTheirChecks) {
  auto forbidden = passed("game", "game.test", 443);
  forbidden.expect = Expect::blocked;
  auto proxied = passed("packages", "packages.test", 443);
  proxied.vantage = "proxy.test:3128";
  auto again = passed("hub again", "hub.test", 5671);
  again.component = "edgeAgent, engine";
  SurveyReport report = survey_of({passed("hub", "hub.test", 5671), again, forbidden, proxied});
  report.name_servers = {"192.168.1.1"};
  const auto rules = allow_rules(report);
  std::vector<std::string> names;
  for (const AllowRule& rule : rules) {
    names.push_back(rule.name + " " + rule.protocol + " " + std::to_string(rule.port));
  }
  EXPECT_THAT(names, ElementsAre("name server 192.168.1.1 UDP 53", "name server 192.168.1.1 TCP 53",
                                 "hub.test TCP 5671", "proxy.test TCP 3128"));
  EXPECT_THAT(rules[2].checks, ElementsAre("hub", "hub again"));
  EXPECT_THAT(rules[2].components, ElementsAre("engine", "edgeAgent"));
}

TEST(AllowLists, TextIsARequestThatSaysWhyAndWhatIsSeen) {
  const auto text = rendered_allow_list("text", sample());
  EXPECT_THAT(text, HasSubstr("From:    172.18.0.2"));
  EXPECT_THAT(text, HasSubstr("3. TCP 443 to *.data.test"));
  EXPECT_THAT(text, HasSubstr("engine: images (optional)"));
  EXPECT_THAT(text, HasSubstr("does not pass here: what is at or behind 192.168.1.1 (hop 2)"));
}

TEST(AllowLists, NftHasALineForEachDestination) {
  const auto text = rendered_allow_list("nft", sample());
  EXPECT_THAT(text, HasSubstr("ip daddr { 203.0.113.10 } tcp dport 5671 accept comment \"hub\"\n"));
}

TEST(Summary, HasALineForEachFindingAndAnEnd) {
  const auto text = rendered_survey("summary", sample());
  EXPECT_THAT(text, HasSubstr("azure-iot-edge at plant 7, from edge-1: "));
  EXPECT_THAT(text, HasSubstr(": network-drops-everything, at what is at or behind 192.168.1.1"));
  std::vector<SurveyCheck> many(1000, blocked("a", "a.test", 443));
  const auto cut = rendered_survey("summary", survey_of(many));
  EXPECT_LE(cut.size(), 4096u);
  EXPECT_TRUE(std::regex_search(cut, std::regex("\nand 9[0-9]+ more\n$"))) << cut;
}

TEST(Prometheus, HasTheHopWhereItEndsAndTheTimeACertificateHas) {
  SurveyCheck ends = passed("a", "a.test", 443);
  ends.certificate_days = 3;
  const auto text = rendered_survey("prometheus", survey_of({ends, blocked("b", "b.test", 443)}));
  EXPECT_THAT(text, ContainsRegex("edgeprobe_certificate_remaining_seconds.*\"a\".* 259200\n"));
  EXPECT_THAT(text, ContainsRegex("edgeprobe_check_last_hop.*\"b\".* 2\n"));
}

TEST(Otlp, IsWhatACollectorTakes) {
  const auto sent = nlohmann::json::parse(rendered_survey("otlp", sample()));
  const auto& scope = sent["resourceMetrics"][0]["scopeMetrics"][0];
  EXPECT_EQ(scope["metrics"][0]["name"], "edgeprobe_check_success");
  const auto& point = scope["metrics"][0]["gauge"]["dataPoints"][0];
  EXPECT_EQ(point["timeUnixNano"], "1795996804100000000");
  EXPECT_EQ(point["attributes"][0]["key"], "site");
  EXPECT_EQ(point["attributes"][0]["value"]["stringValue"], "plant 7");
}

TEST(Prometheus, VerdictsAreALabel) {
  const auto text = rendered_survey("prometheus", sample());
  EXPECT_THAT(text, HasSubstr("edgeprobe_check_success{site=\"plant 7\",endpoint=\"registry\",kind="
                              "\"tls\",component=\"engine\",vantage=\"direct\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("verdict=\"network-drops-everything\",stage=\"connect\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace edge::probe::test
