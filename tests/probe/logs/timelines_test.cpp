// What the probe writes as an agent's log is read back: the same transports, the same gaps, and the
// verdict of the run among what the log may mean. Over all drawings of docs/timelines.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/report/text.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/seeds.hpp"
#include "simulator/run/suite_files.hpp"
#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const fs::path kTimelines = fs::path{EDGE_SOURCE_DIR} / "scenarios" / "timelines";

/// A device's own program writes no log that is known here.
std::vector<fs::path> timelines_of_edge_modules() {
  auto files = sim::scenario_files({kTimelines});
  std::erase_if(files, [](const fs::path& file) {
    return file.stem().string().starts_with("sdk-c-");
  });
  return files;
}

class EachTimeline : public ::testing::TestWithParam<fs::path> {};

std::string log_of(const Report& report) {
  std::string text;
  for (const LogLine& line : report.log) text += edge::log_line_text(line) + "\n";
  return text;
}

/// The agent of 2017 writes whole seconds.
Duration resolution(const Report& report) { return report.profile == "agent-2017" ? 1s : 1ms; }

TEST_P(EachTimeline, IsReadBackFromItsLog) {
  const Report report = sim::run_scenario(sim::load_scenario(GetParam())).report;
  const std::string log = log_of(report);
  const LogReport read = test::report_of(log);
  EXPECT_EQ(read.files[0].generation, report.profile);
  ASSERT_EQ(read.attempts.size(), report.attempts.size()) << log;
  for (std::size_t i = 0; i < read.attempts.size(); ++i) {
    const LoggedAttempt& logged = read.attempts[i];
    const AttemptReport& made = report.attempts[i];
    EXPECT_EQ(logged.transport, made.transport);
    EXPECT_EQ(logged.end == AttemptEnd::connected, made.connected);
    if (!logged.took) continue;  // 2017: the last one's end is no line
    const Duration apart = *logged.took - (made.end - made.begin);
    EXPECT_LE(std::chrono::abs(apart), resolution(report)) << log;
    if (!made.connected) EXPECT_NE(logged.kind, GapKind::unknown) << log;
  }
  const bool failed = !agent_succeeds(report);
  if (failed) EXPECT_EQ(read.exit_code, 1) << log;
}

INSTANTIATE_TEST_SUITE_P(Timelines, EachTimeline,
                         ::testing::ValuesIn(timelines_of_edge_modules()),
                         [](const auto& info) {
                           auto name = info.param.stem().string();
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace edge::probe
