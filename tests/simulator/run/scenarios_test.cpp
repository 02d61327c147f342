// Every scenario as shipped: run twice, as expected both times, the same trace; and all of them
// together leave no fault, topology, profile, stage or verdict untried.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <map>
#include <random>
#include <regex>
#include <set>

#include "common/report/json.hpp"
#include "common/report/text.hpp"
#include "probe/run/judge.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/run/expectation.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/seeds.hpp"
#include "simulator/run/suite_files.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAreArray;

const fs::path kFolder = fs::path{EDGE_SOURCE_DIR} / "scenarios";
const fs::path kTimelines = kFolder / "timelines";

/// Verdicts that no virtual world gives, and where they are tried instead.
const std::map<std::string, std::string> kTriedElsewhere{
    {"proxy-setting-unreadable", "of the environment, which no scenario has: tests/probe/verdicts"},
    {"proxy-setting-unusable", "likewise"},
    {"proxy-not-imitated", "likewise"},
    {"dns-lookup-settings", "of real C libraries: tests/interop/getent_settings_test.py"},
    {"packet-loss", "random, so counted over many seeds: tests/simulator/fuzz/loss_test.cpp"},
    {"http-no-answer", "of what is no hub: tests/probe/verdicts, tests/field/survey_test.py"},
    {"http-answer-unexpected", "likewise"},
    {"own-port-closed", "likewise"},
    {"time-server-port-rejected", "likewise"},
    {"time-server-silent", "likewise"},
    {"time-server-refuses", "likewise"},
    {"registry-data-blocked", "of an image's pull, which no agent makes: tests/probe/registry"},
    {"registry-token-service-unusable", "likewise"},
    {"registry-data-unusable", "likewise"},
    {"registry-login-kind", "likewise"},
    {"registry-rate-limit", "likewise"},
    {"registry-firewall", "likewise"},
    {"registry-credentials-missing", "likewise"},
    {"registry-login-expired", "likewise"},
    {"registry-credentials-wrong", "likewise"},
    {"registry-permission-missing", "likewise"},
    {"registry-repository-unknown", "likewise"},
    {"image-not-found", "likewise"},
    {"image-no-platform", "likewise"},
    {"path-inconclusive", "what remains when no rule holds: tests/probe/verdicts"},
};

std::string read(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class EachScenario : public ::testing::TestWithParam<fs::path> {};

/// What was told before the run was over, and what it came to.
struct ToldEarly : probe::Observer {
  void on_verdict(const Verdict& verdict, Duration) override { codes.push_back(verdict.code); }
  std::vector<std::string> codes;
};

ScenarioResult run_virtual(const Scenario& scenario, probe::Observer* observer = nullptr) {
  return run_each_seed(scenario, [&](const Scenario& one) {
    return run_scenario(one, fault_rows(), observer);
  });
}

/// What a terminal of 80 columns shows of the first verdict: its headline, cause and fix.
std::string headline_cause_and_fix(const Report& report) {
  const std::string text = report_text(report, {.log = false, .width = 80});
  const auto begin = text.find("VERDICT ");
  return text.substr(begin, text.find("\n  Evidence ", begin) - begin);
}

std::vector<std::string> codes(const Report& report) {
  std::vector<std::string> codes;
  for (const auto& verdict : report.verdicts) codes.push_back(verdict.code);
  return codes;
}

TEST_P(EachScenario, IsAsExpectedTwiceWithTheSameTrace) {
  const auto scenario = load_scenario(GetParam());
  const auto first = run_virtual(scenario);
  EXPECT_THAT(first.mismatches, IsEmpty());
  ToldEarly told;
  EXPECT_EQ(run_virtual(scenario, &told).trace, first.trace);
  const bool lasts = std::ranges::none_of(scenario.timeline, [](const FaultStep& step) {
    return step.at > Duration{} || step.until;
  });
  if (lasts && !scenario.statistical) EXPECT_THAT(codes(first.report), IsSupersetOf(told.codes));
  const auto written = report_json_text(first.report);
  const auto again = probe::judged_anew(probe::recorded_report(written, "report"), "report");
  EXPECT_EQ(codes(again), codes(first.report));
  const auto shown = headline_cause_and_fix(first.report);
  EXPECT_THAT(shown, ::testing::HasSubstr("\n  Fix "));
  EXPECT_LT(std::ranges::count(shown, '\n'), 24) << shown;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EachScenario,
                         ::testing::ValuesIn(scenario_files({kFolder, kTimelines})),
                         [](const auto& info) {
                           auto name = info.param.stem().string();
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

void tick_off(std::vector<std::string>& names, const std::string& name) { std::erase(names, name); }

void tick_off(Vocabulary& untried, const Expectation& expect) {
  tick_off(untried.verdicts, expect.verdict.value_or(""));
  for (const auto& code : expect.also.value_or(std::vector<std::string>{})) {
    tick_off(untried.verdicts, code);
  }
  for (const auto& attempt : expect.attempts.value_or(std::vector<ExpectedAttempt>{})) {
    tick_off(untried.transports, attempt.transport);
    if (attempt.outcome != Outcome::ok) tick_off(untried.stages, attempt.stage);
  }
}

std::vector<Expectation> outcomes(const Scenario& scenario) {
  return scenario.expect.any_of.empty() ? std::vector{scenario.expect} : scenario.expect.any_of;
}

TEST(Scenarios, LeaveNothingUntried) {
  auto untried = known_names();
  for (const auto& file : scenario_files({kFolder})) {
    const auto scenario = load_scenario(file);
    tick_off(untried.topologies, scenario.network.name);
    tick_off(untried.profiles, scenario.profile);
    for (const auto& step : scenario.timeline) tick_off(untried.faults, step.fault);
    for (const auto& expect : outcomes(scenario)) {
      const bool rest = expect.ends && expect.also && expect.attempts;
      EXPECT_TRUE(expect.exit && expect.verdict && (rest || scenario.statistical))
          << file << " does not say all of exit, ends, verdict, also, attempts";
      tick_off(untried, expect);
    }
  }
  for (const auto& [code, where] : kTriedElsewhere) tick_off(untried.verdicts, code);
  EXPECT_THAT(untried.topologies, IsEmpty());
  EXPECT_THAT(untried.faults, IsEmpty());
  EXPECT_THAT(untried.profiles, IsEmpty());
  EXPECT_THAT(untried.transports, IsEmpty());
  EXPECT_THAT(untried.stages, IsEmpty()) << "no scenario in which this stage is the culprit";
  EXPECT_THAT(untried.verdicts, IsEmpty());
}

/// The same faults under names that say nothing.
class RenamedFaults {
 public:
  explicit RenamedFaults(unsigned seed) : random_(seed) {
    for (const auto& row : fault_rows()) {
      names_.push_back("x" + std::to_string(random_()));
      renamed_[std::string{row.name}] = names_.back();
      auto copy = row;
      copy.name = names_.back();
      rows_.push_back(copy);
    }
    std::ranges::shuffle(rows_, random_);
  }

  std::span<const FaultRow> rows() const { return rows_; }

  Scenario parse(const std::string& text) {
    auto names = known_names();
    names.faults.assign(names_.begin(), names_.end());
    std::string changed;
    static const std::regex kFault("fault: ([a-z0-9-]+)");
    auto from = text.begin();
    for (std::sregex_iterator it(text.begin(), text.end(), kFault), end; it != end; ++it) {
      changed.append(from, text.begin() + it->position());
      changed += "fault: " + renamed_.at((*it)[1]);
      from = text.begin() + it->position() + it->length();
    }
    changed.append(from, text.end());
    return parse_scenario(changed, std::to_string(random_()) + ".yaml", names);
  }

 private:
  std::mt19937 random_;
  std::deque<std::string> names_;  // rows_ hold views of these
  std::map<std::string, std::string> renamed_;
  std::vector<FaultRow> rows_;
};

/// What the page of timelines draws.
TEST(Timelines, AreCalledAfterTheirAgentAndSayWhenEachAttemptHasHowManyTries) {
  for (const auto& file : scenario_files({kTimelines})) {
    const auto scenario = load_scenario(file);
    auto prefix = scenario.profile + "-";
    std::ranges::replace(prefix, '.', '-');
    EXPECT_TRUE(scenario.name.starts_with(prefix)) << file;
    const auto& expect = scenario.expect;
    EXPECT_TRUE(expect.exit && expect.ends && expect.verdict && expect.also && expect.attempts)
        << file;
    for (const auto& attempt : expect.attempts.value_or(std::vector<ExpectedAttempt>{})) {
      EXPECT_TRUE(attempt.begins && attempt.ends && attempt.tries) << file;
    }
  }
}

/// Of each fault the first scenario that has it.
std::vector<fs::path> one_for_each_fault() {
  std::set<std::string> had;
  auto files = scenario_files({kFolder});
  std::erase_if(files, [&](const fs::path& file) {
    const auto steps = load_scenario(file).timeline;
    return std::ranges::count_if(steps, [&](const FaultStep& step) {
             return had.insert(step.fault).second;
           }) == 0;
  });
  return files;
}

TEST(Scenarios, MeanTheSameUnderOtherNames) {
  RenamedFaults renamed(2017);
  for (const auto& file : one_for_each_fault()) {
    const auto other = run_scenario(renamed.parse(read(file)), renamed.rows());
    EXPECT_THAT(other.mismatches, IsEmpty()) << file;
    EXPECT_EQ(other.trace, run_scenario(load_scenario(file)).trace) << file;
  }
}

/// Otherwise a set could be widened until nothing fails.
TEST(Scenarios, OfAStatisticalOneEachOutcomeHappensWithSomeSeed) {
  for (const auto& file : scenario_files({kFolder})) {
    auto one = load_scenario(file);
    if (one.expect.any_of.empty()) continue;
    auto unmet = one.expect.any_of;
    for (int i = 0; i < 100 && !unmet.empty(); ++i, ++one.seed) {
      const auto result = run_scenario(one);
      EXPECT_THAT(result.mismatches, IsEmpty()) << file << " with seed " << one.seed;
      std::erase_if(unmet, [&](const Expectation& outcome) {
        return mismatches(outcome, result.report, result.hub).empty();
      });
    }
    EXPECT_TRUE(unmet.empty()) << file << " expects what never happens";
  }
}

TEST(Scenarios, AnotherSeedGivesAnotherTraceAndTheSameVerdict) {
  auto scenario = load_scenario(kFolder / "healthy-bridge.yaml");
  const auto usual = run_scenario(scenario);
  scenario.seed = 20171128;
  const auto other = run_scenario(scenario);
  EXPECT_NE(other.trace, usual.trace);
  EXPECT_THAT(other.mismatches, IsEmpty());
}

TEST(Scenarios, AreAllListedInTheirReadme) {
  const auto readme = read(kFolder / "README.md");
  std::set<std::string> listed;
  static const std::regex kRow(R"(\| \[([a-z0-9-]+)\]\()");
  for (std::sregex_iterator it(readme.begin(), readme.end(), kRow), end; it != end; ++it) {
    listed.insert((*it)[1]);
  }
  std::set<std::string> shipped;
  for (const auto& file : scenario_files({kFolder})) {
    const auto scenario = load_scenario(file);
    shipped.insert(scenario.name);
    const auto row = "| [" + scenario.name + "](" + scenario.name + ".yaml) | " + scenario.why +
                     " | `";
    EXPECT_NE(readme.find(row), std::string::npos) << "README.md lacks the row\n" << row;
  }
  EXPECT_EQ(listed, shipped);
}

}  // namespace
}  // namespace edge::sim
