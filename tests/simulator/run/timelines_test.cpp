// The agents' times, second by second: attempts, tries and connections as their sources have them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

struct Line {
  std::string what, profile, timeline;
  std::vector<int> tries;        // of each attempt, that the agent waited for
  std::vector<int> connections;  // of each, also those it no longer waited for
  Duration ends{}, within{};     // the agent
};

void PrintTo(const Line& line, std::ostream* out) { *out << line.what << ", " << line.profile; }

Report run(const Line& line) {
  const std::string text = "why: x\ntopology: direct\nprofile: " + line.profile + "\n" +
                           (line.timeline.empty() ? "" : "timeline:\n" + line.timeline) +
                           "expect: {}\n";
  return run_scenario(parse_scenario(text, "x.yaml", known_names())).report;
}

int tries_in_time(const AttemptReport& attempt) {
  return static_cast<int>(std::ranges::count_if(
      attempt.tries, [&](const TryReport& one) { return one.begin < attempt.end; }));
}

int connections_of(const AttemptReport& attempt) {
  return std::accumulate(attempt.tries.begin(), attempt.tries.end(), 0,
                         [](int sum, const TryReport& one) { return sum + one.connections; });
}

class Timeline : public testing::TestWithParam<Line> {};

TEST_P(Timeline, IsTheAgents) {
  const Line& line = GetParam();
  const Report report = run(line);
  std::vector<int> tries, connections;
  for (const AttemptReport& attempt : report.attempts) {
    tries.push_back(tries_in_time(attempt));
    connections.push_back(connections_of(attempt));
  }
  EXPECT_EQ(tries, line.tries);
  EXPECT_EQ(connections, line.connections);
  EXPECT_NEAR(std::chrono::duration<double>(report.agent_exit).count(),
              std::chrono::duration<double>(line.ends).count(),
              std::chrono::duration<double>(line.within).count());
}

std::string step(const std::string& fault, const std::string& with = "") {
  return "  - { at: 0s, fault: " + fault + (with.empty() ? "" : ", with: { " + with + " }") +
         " }\n";
}

std::string reset(int port) {
  return step("port-reset", "at: site-router, port: " + std::to_string(port));
}

// Exits at the wall are exact; what a connect takes, and the overrun of 1.6 by 3 to 9 s, are not.
const Line kLines[] = {
    {"silent drop", "agent-2017", step("all-dropped", "at: site-router"), {1, 1}, {1, 1}, 60s, 0s},
    {"refused", "agent-2017", reset(5671) + reset(443), {9, 1}, {18, 2}, 30s, 100ms},
    {"names unknown", "agent-2017", step("dns-unknown-name"), {9, 1}, {18, 2}, 30s, 100ms},
    {"certificate", "agent-2017", step("certificate", "defects: [expired]"), {1, 1}, {2, 2}, 0s,
     500ms},
    {"TLS cut", "agent-2017", step("tls-reset"), {9, 9}, {24, 18}, 60s, 100ms},
    {"401", "agent-2017", step("cbs-refused", "status: 401"), {1, 1}, {2, 2}, 0s, 1s},
    {"upgrade 404", "agent-2017",
     reset(5671) + step("upgrade-refused", "status: 404"),
     {9, 1}, {18, 2}, 30s, 300ms},
    {"silent drop", "agent-1.6", step("all-dropped", "at: site-router"), {1, 1}, {1, 1}, 60s, 0s},
    {"refused", "agent-1.6", reset(5671) + reset(443), {9, 9}, {9, 9}, 70s, 4s},
    {"names unknown", "agent-1.6", step("dns-unknown-name"), {9, 9}, {9, 9}, 70s, 4s},
    {"certificate", "agent-1.6", step("certificate", "defects: [expired]"), {1, 1}, {1, 1}, 0s,
     500ms},
    {"TLS cut", "agent-1.6", step("tls-reset"), {9, 9}, {9, 9}, 70s, 4s},
    {"401", "agent-1.6", step("cbs-refused", "status: 401"), {1, 1}, {1, 1}, 0s, 1s},
};

INSTANTIATE_TEST_SUITE_P(Agents, Timeline, testing::ValuesIn(kLines));

}  // namespace
}  // namespace edge::sim
