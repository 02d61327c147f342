#include "probe/survey_output/phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/host_name.hpp"
#include "common/report/layout.hpp"

namespace edge::probe {
namespace {

/// Days: certificates of clouds are renewed a month before their end, by and large.
constexpr int kWorthMention = 30;

bool same_cause(const SurveyCheck& a, const SurveyCheck& b) {
  if (a.result == CheckResult::skipped && b.result == a.result) return a.words == b.words;
  return a.verdict == b.verdict && a.place == b.place && a.expect == b.expect &&
         !a.place.empty();
}

}  // namespace

std::string target_text(const SurveyCheck& check) {
  return (check.port ? join_host_and_port(check.host, check.port) : check.host) +
         (check.protocol == "UDP" ? "/udp" : "");
}

std::string named_with_vantage(const SurveyCheck& check) {
  const std::string vantage = vantage_of(check);
  return check.endpoint + (vantage == kDirect ? "" : " [" + vantage + "]");
}

std::string survey_title(const SurveyReport& report) {
  return fmt::format("{}{}{}", fmt::join(report.catalogues, ", "),
                     report.site.empty() ? "" : " at " + report.site,
                     report.host_name.empty() ? "" : ", from " + report.host_name);
}

std::string counts_text(const SurveyReport& report) {
  const SurveyCounts counts = counts_of(report);
  std::vector<std::string> parts;
  const auto add = [&](int count, std::string_view what) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
  };
  add(counts.passed, "passed");
  add(counts.warned, "warned");
  add(counts.failed, "failed");
  add(counts.skipped, "not looked at");
  return parts.empty() ? "nothing to check" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string facts_text(const SurveyCheck& check) {
  std::vector<std::string> facts{human_duration(check.took)};
  if (check.status != 0) facts.push_back(fmt::format("status {}", check.status));
  if (!check.title.empty()) facts.push_back("\"" + check.title + "\"");
  if (!check.tls_version.empty()) facts.push_back(check.tls_version);
  if (check.certificate_days && *check.certificate_days < kWorthMention) {
    facts.push_back(fmt::format("certificate ends in {} days", *check.certificate_days));
  }
  if (check.clock_offset) {
    const Duration off = *check.clock_offset;
    facts.push_back(fmt::format("clock {} {}", human_duration(off < Duration{} ? -off : off),
                                off < Duration{} ? "ahead" : "behind"));
  }
  return fmt::format("{}", fmt::join(facts, ", "));
}

std::string in_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::vector<Finding> findings_of(const SurveyReport& report) {
  std::vector<Finding> findings;
  for (const SurveyCheck& check : report.checks) {
    if (check.result == CheckResult::passed) continue;
    const auto same = std::ranges::find_if(findings, [&](const Finding& finding) {
      return same_cause(*finding.checks.front(), check);
    });
    Finding& finding = same == findings.end() ? findings.emplace_back() : *same;
    finding.checks.push_back(&check);
    if (badness_of(check.result) > badness_of(finding.result)) finding.result = check.result;
  }
  for (Finding& finding : findings) {
    std::ranges::stable_sort(finding.checks, [](const SurveyCheck* a, const SurveyCheck* b) {
      return badness_of(a->result) > badness_of(b->result);
    });
  }
  std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
    return badness_of(a.result) > badness_of(b.result);
  });
  return findings;
}

std::string needed_text(const Finding& finding) {
  const SurveyCheck& first = *finding.checks.front();
  const bool several = std::ranges::any_of(finding.checks, [&](const SurveyCheck* check) {
    return check->endpoint != first.endpoint;
  });
  std::vector<std::string> parts;
  for (const SurveyCheck* check : finding.checks) {
    auto part = fmt::format("{}: {}", check->component, check->why);
    if (several) part = fmt::format("{} by {}", check->endpoint, part);
    if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string fix_text(const Finding& finding) {
  const SurveyCheck& first = *finding.checks.front();
  std::vector<std::string> others;
  for (const SurveyCheck* check : finding.checks) {
    const auto target = target_text(*check);
    const bool told = target == target_text(first) ||
                      std::ranges::find(others, target) != others.end();
    if (!told) others.push_back(target);
  }
  if (first.fix.empty() || others.empty()) return first.fix;
  return fmt::format("{} The same for {}.", first.fix, fmt::join(others, ", "));
}

}  // namespace edge::probe
