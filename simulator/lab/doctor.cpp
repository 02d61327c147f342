#include "simulator/lab/doctor.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include "common/base/json_text.hpp"
#include "common/base/version.hpp"
#include "common/files/descriptor.hpp"
#include "simulator/lab/doctor_checks.hpp"
#include "simulator/lab/doctor_remedies.hpp"
#include "simulator/lab/system_call.hpp"

namespace edge::sim {
namespace {

Refusal tried(const Check& check) {
  try {
    return check.run();
  } catch (const std::system_error& error) {
    return {error.code().value(), error.what()};
  } catch (const std::exception& error) {
    return {EIO, error.what()};  // its words hold the kernel's
  }
}

/// One after the other, each in what the earlier ones have made; a refusal as a line of JSON.
[[noreturn]] void run_in_child(std::span<const Check> checks, int report) {
  for (const auto& check : checks) {
    const auto refusal = tried(check);
    const nlohmann::json told{{"error", refusal.error}, {"attempt", refusal.attempt}};
    const auto line = json_text(told) + "\n";
    if (::write(report, line.data(), line.size()) < 0) break;
    if (refusal.error != 0 && check.vital) break;
  }
  ::_exit(0);
}

std::vector<Refusal> run_in_fork(std::span<const Check> checks) {
  std::array<int, 2> ends{};
  require(::pipe(ends.data()) == 0, "make a pipe");
  const Descriptor from(ends[0]);
  Descriptor into(ends[1]);
  const pid_t child = ::fork();
  require(child >= 0, "fork");
  if (child == 0) run_in_child(checks, into.get());
  into = Descriptor();
  std::string text;
  std::array<char, 4096> part;
  for (ssize_t count = 0; (count = ::read(from.get(), part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  ::waitpid(child, nullptr, 0);
  std::vector<Refusal> refusals;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
       at = end + 1) {
    const auto json = nlohmann::json::parse(text.substr(at, end - at));
    refusals.push_back({json.at("error").get<int>(), json.at("attempt").get<std::string>()});
  }
  return refusals;
}

/// A child for all of `checks`: what they make ends with it. Fewer refusals than checks: one is
/// missing, the rest could not be tried.
std::vector<Refusal> run_forked(std::span<const Check> checks) {
  try {
    return run_in_fork(checks);
  } catch (const std::system_error& error) {  // no pipe or no child
    return {{error.code().value(), error.what()}};
  }
}

Finding finding_of(const Check& check, const Refusal* refusal) {
  Finding finding;
  finding.name = check.name;
  finding.what = check.what;
  finding.needed = check.needed;
  finding.without_it = check.without_it;
  if (!refusal) return finding;
  finding.status = refusal->error == 0 ? FindingStatus::ok : FindingStatus::missing;
  if (refusal->error == 0) return finding;
  finding.seen = refusal->attempt;
  finding.remedies = limit_remedies(*refusal);
  if (finding.remedies.empty()) finding.remedies = check.remedies(*refusal);
  return finding;
}

nlohmann::json to_json(const Finding& finding) {
  return {{"name", finding.name},   {"status", name_of(finding.status)},
          {"needed", finding.needed}, {"what", finding.what},
          {"seen", finding.seen},   {"without_it", finding.without_it},
          {"remedies", finding.remedies}};
}

std::string text_of(const Finding& finding) {
  auto text = fmt::format("{:<10}  {:<17}  {}\n", name_of(finding.status), finding.name,
                          finding.status == FindingStatus::missing ? finding.seen : finding.what);
  if (finding.status != FindingStatus::missing) return text;
  constexpr auto kLine = "{:<10}  {:<17}  {}\n";
  text += fmt::format(kLine, "", "", "without it: " + finding.without_it);
  for (const auto& remedy : finding.remedies) text += fmt::format(kLine, "", "", "try: " + remedy);
  return text;
}

}  // namespace

std::string_view name_of(FindingStatus status) {
  switch (status) {
    case FindingStatus::ok: return "ok";
    case FindingStatus::missing: return "missing";
    case FindingStatus::not_tested: return "not-tested";
  }
  return "";
}

std::vector<Finding> examine_machine() {
  const auto checks = doctor_checks();
  const auto apart = std::ranges::find_if(checks, &Check::apart);
  const auto together = static_cast<std::size_t>(apart - checks.begin());
  auto refusals = run_forked(checks.first(together));
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < together; ++i) {
    findings.push_back(finding_of(checks[i], i < refusals.size() ? &refusals[i] : nullptr));
  }
  for (const auto& check : checks.subspan(together)) {
    refusals = run_forked({&check, 1});
    findings.push_back(finding_of(check, refusals.empty() ? nullptr : &refusals.front()));
  }
  return findings;
}

bool lab_can_run(const std::vector<Finding>& findings) {
  return std::ranges::all_of(findings, [](const Finding& finding) {
    return !finding.needed || finding.status == FindingStatus::ok;
  });
}

std::string findings_text(const std::vector<Finding>& findings, const std::string& format) {
  if (format == "json") {
    auto checks = nlohmann::json::array();
    for (const auto& finding : findings) checks.push_back(to_json(finding));
    const nlohmann::json document{{"program", "edgesim"},
                                  {"version", kVersion},
                                  {"lab", lab_can_run(findings)},
                                  {"checks", std::move(checks)}};
    return json_text(document, 2) + "\n";
  }
  std::string text;
  for (const auto& finding : findings) text += text_of(finding);
  return text + (lab_can_run(findings) ? "\nThe lab can run here.\n"
                                       : "\nThe lab cannot run here.\n");
}

}  // namespace edge::sim
