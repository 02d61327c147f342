#include "probe/survey/survey_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace edge::probe {
namespace {

/// Of the same group in the same network, whichever way it went there.
const SurveyCheck* passing_sibling(const SurveyReport& report, const SurveyCheck& check) {
  if (check.one_of.empty()) return nullptr;
  const auto found = std::ranges::find_if(report.checks, [&](const SurveyCheck& other) {
    return &other != &check && other.one_of == check.one_of && other.reached &&
           other.network == check.network && other.expect == Expect::reachable;
  });
  return found == report.checks.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(CheckResult result) {
  constexpr std::string_view kNames[] = {"passed", "warned", "failed", "skipped"};
  const auto index = static_cast<std::size_t>(result);
  return index < std::size(kNames) ? kNames[index] : std::string_view{};
}

SurveyCounts counts_of(const SurveyReport& report) {
  SurveyCounts counts;
  for (const SurveyCheck& check : report.checks) {
    switch (check.result) {
      case CheckResult::passed: ++counts.passed; break;
      case CheckResult::warned: ++counts.warned; break;
      case CheckResult::failed: ++counts.failed; break;
      case CheckResult::skipped: ++counts.skipped; break;
    }
  }
  return counts;
}

int badness_of(CheckResult result) {
  switch (result) {
    case CheckResult::failed: return 3;
    case CheckResult::skipped: return 2;
    case CheckResult::warned: return 1;
    case CheckResult::passed: return 0;
  }
  return 0;
}

std::string vantage_of(const SurveyCheck& check) {
  if (check.network.empty()) return check.vantage;
  return check.network + (check.vantage == kDirect ? "" : " by " + check.vantage);
}

std::vector<std::string> vantages_of(const SurveyReport& report) {
  std::vector<std::string> vantages;
  for (const SurveyCheck& check : report.checks) {
    auto vantage = vantage_of(check);
    if (std::ranges::find(vantages, vantage) == vantages.end()) {
      vantages.push_back(std::move(vantage));
    }
  }
  return vantages;
}

void conclude_survey(SurveyReport& report) {
  for (SurveyCheck& check : report.checks) {
    if (check.result != CheckResult::failed) continue;
    if (!check.required) check.result = CheckResult::warned;
    const SurveyCheck* other = passing_sibling(report, check);
    if (!other || check.expect == Expect::blocked) continue;
    check.result = CheckResult::warned;
    check.words += fmt::format(" \"{}\" is reached, which is enough.", other->endpoint);
  }
  const SurveyCounts counts = counts_of(report);
  report.exit_code = counts.failed > 0 || counts.skipped > 0 ? 1 : 0;
}

}  // namespace edge::probe
