// The words of verdicts name what the run has: its ports, its hub, its container engine.
#include <gmock/gmock.h>

#include <regex>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/placeholders.hpp"
#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

/// The ports of a run may be others: words take them from placeholders.
TEST(VerdictWords, NoPortStandsInDigits) {
  static const std::regex port("[0-9]{3,5}");
  for (const VerdictRow& row : verdict_rows()) {
    for (const auto& words : {std::string(row.title), std::string(row.fix)}) {
      for (std::sregex_iterator at(words.begin(), words.end(), port), end; at != end; ++at) {
        const int number = std::stoi(at->str());
        for (const TransportRow& transport : transport_rows()) {
          EXPECT_NE(number, transport.default_port) << row.code << ": " << words;
        }
      }
      static const std::regex placeholder("\\{[a-z.-]+\\}");
      EXPECT_FALSE(std::regex_search(usual_words(words), placeholder)) << "an unknown placeholder";
    }
  }
}

TEST(VerdictWords, WordsNameThePortsAndHubsOfTheRun) {
  CaseBuilder run;
  run.host = "hub1.azure-devices.cn";
  run.targets = {{"amqp", 443, ""}, {"amqp-ws", 8443, ""}};
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)}, 443);
  run.path("amqp-ws", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)}, 8443);
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "network-drops-everything");
  EXPECT_THAT(verdict.fix, testing::HasSubstr("allow outgoing TCP 443 and 8443 from"));
  EXPECT_THAT(verdict.fix, testing::HasSubstr("*.azure-devices.cn"));
}

/// The words of every row, as a run gets them whose host facts name `container`.
std::string words_with(const std::string& container, std::string interface = "eth0") {
  HostDetail host;
  host.facts.container = container;
  host.facts.interfaces = {{std::move(interface), {"10.89.0.2/24"}, 1500, true}};
  CaseBuilder run;
  run.ok("", "host", host);
  const Case facts{run.attempts, run.evidence, run.profile, run.host, run.targets, false};
  std::string words;
  for (const VerdictRow& row : verdict_rows()) words += filled(row.fix, placeholders_of(facts));
  return words + filled(smaller_mtu_run(), placeholders_of(facts));
}

TEST(VerdictWords, WordsAreThoseOfTheContainerEngine) {
  const auto docker = testing::ContainsRegex("[Dd]ocker|DOCKER");
  for (const auto& podman : {words_with("podman"), words_with("", "podman1")}) {
    EXPECT_THAT(podman, testing::Not(docker));
    EXPECT_THAT(podman, testing::HasSubstr("`podman network inspect azure-iot-edge`"));
  }
  EXPECT_THAT(words_with("docker"), docker);
  EXPECT_THAT(words_with("docker"), testing::Not(testing::HasSubstr("podman")));
  EXPECT_THAT(words_with(""), docker);
}

}  // namespace
}  // namespace edge::probe::test
