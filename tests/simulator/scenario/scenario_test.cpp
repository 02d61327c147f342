#include "simulator/scenario/scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "simulator/keys/vocabulary.hpp"
#include "common/yaml/yaml_reader.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

const Vocabulary kNames{.topologies = {"direct", "bridge"},
                        .faults = {"port-dropped", "certificate"},
                        .profiles = {"agent-2017"},
                        .transports = {"amqp", "amqp-ws"},
                        .verdicts = {"connected", "no-route"},
                        .stages = {"connect", "link"},
                        .all_stages = {"connect", "link", "hold"},
                        .host_verdicts = {"no-route", "vpn-route-override"}};

Scenario parse(std::string_view text) { return parse_scenario(text, "dir/name.yaml", kNames); }

std::string complaint(std::string_view text) {
  try {
    parse(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Scenario, EverythingThatCanBeSaid) {
  const auto scenario = parse(R"(
why: A reason.
topology: { name: bridge, with: { dns: copied } }
profile: agent-2017
seed: 7
timeline:
  - { at: 0s, fault: port-dropped, with: { at: host, port: 5671 } }
  - { at: 1.5s, fault: certificate, until: 2m, with: { defects: [expired, wrong-name] } }
probe:
  begins: 2s
  credentials: true
  from-environment: true
  key: abcd
  device-id: other
  module-id: m
  until: connect
  proxy: 192.168.1.8:3128
  proxy-user: u
  proxy-password: p
lab: { attempt-timeout: 5s }
expect:
  exit: 1
  ends: 60s
  within: 10ms
  verdict: no-route
  also: [connected]
  host-verdict: vpn-route-override
  identity: not-checked
  thrown-off: 0
  log: ["a line"]
  attempts:
    - { transport: amqp-ws, stage: connect, outcome: timed-out, begins: 30s, ends: 60.02s }
)");
  EXPECT_EQ(scenario.name, "name");
  EXPECT_EQ(scenario.network.name, "bridge");
  EXPECT_THAT(scenario.network.with, ElementsAre(Pair("dns", "copied")));
  EXPECT_EQ(scenario.seed, 7u);
  ASSERT_EQ(scenario.timeline.size(), 2u);
  EXPECT_EQ(scenario.network.places.whole, (Place{3, 11}));
  EXPECT_EQ(scenario.network.places.parameters.at("dns"), (Place{3, 35}));
  EXPECT_EQ(scenario.timeline[0].places.whole, (Place{7, 5}));
  EXPECT_EQ(scenario.timeline[0].places.parameters.at("port"), (Place{7, 54}));
  EXPECT_THAT(scenario.timeline[0].with, ElementsAre(Pair("at", "host"), Pair("port", "5671")));
  EXPECT_EQ(scenario.timeline[1].at, 1500ms);
  EXPECT_EQ(scenario.timeline[1].until, 2min);
  EXPECT_EQ(scenario.timeline[1].with.at("defects").items,
              (std::vector<std::string>{"expired", "wrong-name"}));
  EXPECT_EQ(scenario.probe.begins, 2s);
  EXPECT_TRUE(scenario.probe.from_environment);
  EXPECT_EQ(scenario.probe.proxy->port, 3128);
  EXPECT_EQ(scenario.lab->attempt_timeout, 5s);
  EXPECT_EQ(scenario.expect.exit, 1);
  EXPECT_EQ(scenario.expect.within, 10ms);
  EXPECT_THAT(*scenario.expect.also, ElementsAre("connected"));
  EXPECT_THAT(scenario.expect.log, ElementsAre("a line"));
  ASSERT_EQ(scenario.expect.attempts->size(), 1u);
  EXPECT_EQ(scenario.expect.attempts->front().outcome, Outcome::timed_out);
  EXPECT_EQ(scenario.expect.attempts->front().ends, 60020ms);
}

TEST(Scenario, WhatIsLeftOutIsNotExpected) {
  const auto scenario = parse("{why: w, topology: direct, expect: {}}");
  EXPECT_EQ(scenario.profile, "agent-2017");
  EXPECT_EQ(scenario.seed, 1u);
  EXPECT_FALSE(scenario.expect.exit || scenario.expect.also || scenario.expect.attempts);
}

TEST(Scenario, AStatisticalOneHasSeveralSeedsAndMayExpectASet) {
  const auto one = parse("{why: w, topology: direct, expect: {}}");
  EXPECT_EQ(one.seeds, 1);
  const auto many = parse("{why: w, topology: direct, statistical: true, expect: {exit: 0}}");
  EXPECT_TRUE(many.statistical);
  EXPECT_EQ(many.seeds, 5);
  EXPECT_EQ(many.expect.exit, 0);
  const auto set = parse("{why: w, topology: direct, statistical: true, "
                         "expect: {any-of: [{exit: 0}, {exit: 1, verdict: no-route}]}}");
  ASSERT_EQ(set.expect.any_of.size(), 2u);
  EXPECT_EQ(set.expect.any_of[0].exit, 0);
  EXPECT_EQ(set.expect.any_of[1].verdict, "no-route");
}

const std::string kNetwork = R"(
  nodes:
    - { name: a, interfaces: [{ name: eth0, addresses: [192.0.2.1/24] }] }
    - { name: b, interfaces: [{ name: eth0, addresses: [192.0.2.2/24] }] }
  wires: [{ from: a/eth0, to: b/eth0 }]
)";
const std::string kHub = "  services: [{ name: hub, node: b, address: 192.0.2.2, runs: ";

TEST(Scenario, ANetworkMayStandInThePlaceOfItsName) {
  const auto device = kHub + "{ hub: { devices: [{ device-id: d, key: AAEC }] } } }]\n";
  const auto scenario = parse("why: w\ntopology:" + kNetwork + device + "expect: {}");
  EXPECT_EQ(scenario.network.name, "");
  ASSERT_TRUE(scenario.network.described);
  EXPECT_EQ(scenario.network.described->nodes.at(1).name, "b");
  EXPECT_EQ(scenario.network.described->wires.size(), 1u);
  EXPECT_EQ(scenario.network.places.whole, (Place{3, 3}));
  EXPECT_GT(scenario.network.places.parts.at("nodes[1]").line, 3);
  EXPECT_FALSE(parse("{why: w, topology: direct, expect: {}}").network.described);
}

TEST(Scenario, WithoutCredentialsAHubNeedsNoDevice) {
  const auto text = "why: w\ntopology:" + kNetwork + kHub + "hub }]\nexpect: {}\n";
  EXPECT_THAT(complaint(text), HasSubstr(":3:3: the hub has no devices"));
  EXPECT_EQ(complaint(text + "probe: { credentials: false }"), "accepted");
  const auto keyless = "why: w\ntopology:" + kNetwork + kHub +
                       "{ hub: { devices: [{ device-id: d }] } } }]\nexpect: {}\n";
  EXPECT_THAT(complaint(keyless), HasSubstr(":3:3: the hub's first device, whose identity"));
  EXPECT_EQ(complaint(keyless + "probe: { key: AAEC }"), "accepted");
}

struct Malformed {
  std::string text, place, words;
};

void PrintTo(const Malformed& malformed, std::ostream* out) {
  *out << malformed.text.substr(0, 200);
}

class MalformedScenario : public ::testing::TestWithParam<Malformed> {};

TEST_P(MalformedScenario, IsRefusedWithItsPlace) {
  const auto said = complaint(GetParam().text);
  EXPECT_THAT(said, StartsWith("dir/name.yaml" + GetParam().place + ": "));
  EXPECT_THAT(said, HasSubstr(GetParam().words));
  EXPECT_THAT(said, ::testing::Not(HasSubstr("\n")));
}

const std::string kStart = "why: w\ntopology: direct\nexpect: {}\n";

INSTANTIATE_TEST_SUITE_P(
    One, MalformedScenario,
    ::testing::Values(
        Malformed{"", "", "nothing in it"},
        Malformed{"[1, 2]", ":1:1", "must be a mapping with: why, topology"},
        Malformed{"why: [", ":1:1", "not YAML"},
        Malformed{"topology: direct\nexpect: {}", ":1:1", "lacks 'why'"},
        Malformed{"why: w\nexpect: {}", ":1:1", "lacks 'topology'"},
        Malformed{"why: w\ntopology: direct", ":1:1", "lacks 'expect'"},
        Malformed{kStart + "colour: red", ":4:1", "unknown key 'colour'"},
        Malformed{kStart + "why: again", ":4:1", "'why' is given twice"},
        Malformed{kStart + "seed: -1", ":4:7", "allowed: a whole number, 0 to 184467"},
        Malformed{kStart + "seed: [1]", ":4:7", "must be a whole number, 0 to 184467"},
        Malformed{kStart + "profile: agent-1999", ":4:10", "allowed: agent-2017"},
        Malformed{kStart + "timeline: x", ":4:11", "must be a list"},
        Malformed{kStart + "timeline:\n  - {fault: certificate}", ":5:5", "lacks 'at'"},
        Malformed{kStart + "timeline:\n  - {at: 5, fault: certificate}", ":5:10", "30s"},
        Malformed{kStart + "timeline:\n  - {at: -5s, fault: certificate}", ":5:10", "30s"},
        Malformed{kStart + "timeline:\n  - {at: 1s, fault: sabotage}", ":5:21",
                  "fault cannot be 'sabotage'; allowed: port-dropped, certificate"},
        Malformed{kStart + "timeline:\n  - {at: 2s, fault: certificate, until: 1s}", ":5:41",
                  "later than at"},
        Malformed{kStart + "timeline:\n  - {at: 2s, fault: certificate, with: [1]}", ":5:40",
                  "'with' must be a mapping"},
        Malformed{kStart + "probe: {credentials: maybe}", ":4:22", "allowed: true, false"},
        Malformed{kStart + "probe: {proxy: squid}", ":4:16", "ADDRESS:PORT"},
        Malformed{kStart + "probe: {proxy: '192.0.2.1:0'}", ":4:16", "1 to 65535"},
        Malformed{kStart + "probe: {hold: 25h}", ":4:15", "a duration, 1ms to 86400s"},
        Malformed{kStart + "probe: {device-id: 'a b'}", ":4:20", "an identity's name"},
        Malformed{kStart + "probe: {until: dinner}", ":4:16", "allowed: connect, link"},
        Malformed{kStart + "lab: {}", ":4:6", "lacks 'attempt-timeout'"},
        Malformed{kStart + "lab: { attempt-timeout: 0s }", ":4:25",
                  "a duration, 1ms to 86400s"},
        Malformed{kStart + "probe: { key: '!!' }", ":4:15", "key must be base64"},
        Malformed{"why: w\ntopology: mesh\nexpect: {}", ":2:11", "allowed: direct, bridge"},
        Malformed{"why: w\ntopology: {with: {}}\nexpect: {}", ":2:11", "lacks 'name'"},
        Malformed{"why: w\ntopology: {}\nexpect: {}", ":2:11", "nodes, wires and services"},
        Malformed{"why: w\ntopology: [a]\nexpect: {}", ":2:11", "nodes, wires and services"},
        Malformed{"why: w\nexpect: {}\ntopology:" + kNetwork, ":4:3", "lacks a service that runs"},
        Malformed{"why: w\nexpect: {}\ntopology:" + kNetwork + "  with: {}", ":8:3",
                  "unknown key 'with' in a topology; allowed: name, nodes, wires"},
        Malformed{"why: w\nexpect: {}\ntopology:" + kNetwork + kHub + "cat }]", ":8:62",
                  "runs cannot be 'cat'; allowed: hub, dns, proxy, agent"},
        Malformed{"why: w\ntopology: { wires: [] }\nexpect: {}", ":2:11", "lacks 'nodes'"},
        Malformed{"why: w\ntopology: direct\nexpect: {exit: 256}", ":3:16", "0 to 255"},
        Malformed{"why: w\ntopology: direct\nexpect: {verdict: rain}", ":3:19",
                  "allowed: connected, no-route"},
        Malformed{"why: w\ntopology: direct\nexpect: {attempts: [{transport: pigeon}]}", ":3:33",
                  "allowed: amqp, amqp-ws"},
        Malformed{"why: w\ntopology: direct\nexpect:\n  attempts:\n"
                  "    - {transport: amqp, stage: link, outcome: fine}",
                  ":5:47", "allowed: ok, failed, timed-out"},
        Malformed{"why: w\ntopology: direct\nexpect: {any-of: [{}, {}]}", ":3:18",
                  "statistical: true"},
        Malformed{"why: w\ntopology: direct\nstatistical: true\nexpect: {any-of: [{}]}", ":4:18",
                  "two outcomes or more"},
        Malformed{"why: w\ntopology: direct\nstatistical: true\nexpect: {any-of: [], exit: 0}",
                  ":4:22", "unknown key 'exit'"},
        Malformed{"why: &a w\ntopology: direct\nexpect: {}", ":1:6", "anchors"},
        Malformed{"why: !!binary w\ntopology: direct\nexpect: {}", ":1:6", "tags"},
        Malformed{kStart + "---\n" + kStart, ":4:1", "more than one document"},
        Malformed{"why: w\x1b[2J\ntopology: direct\nexpect: {}", ":1:6", "control characters"},
        Malformed{std::string(kLargestYaml + 1, '#'), "", "larger than 64 KiB"}));

TEST(Scenario, AnAliasBombIsRefusedBeforeItGrows) {
  std::string bomb = "why: w\na0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
            ", *a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_THAT(complaint(bomb), HasSubstr("anchors, aliases and tags are not allowed"));
}

TEST(Scenario, ATimelineHasAnEnd) {
  std::string steps;
  for (int i = 0; i < 65; ++i) steps += "  - {at: 1s, fault: certificate}\n";
  EXPECT_THAT(complaint(kStart + "timeline:\n" + steps), HasSubstr("65 elements; allowed: 64"));
}

TEST(Scenario, DeepNestingIsRefused) {
  EXPECT_THAT(complaint(std::string(60'000, '[')), HasSubstr("not YAML"));
}

}  // namespace
}  // namespace edge::sim
