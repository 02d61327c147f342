#include "probe/logs/log_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "probe/logs/log_causes.hpp"
#include "probe/logs/log_supports.hpp"

namespace edge::probe {
namespace {

/// Its row's words are for a run of the probe.
constexpr std::string_view kInconclusive = "path-inconclusive";
constexpr std::string_view kMoreOfTheLog =
    "Take more of the log: the exceptions below a failure say what it was, and of the agent of "
    "2017 the time at which its container exited (docs/timelines.md). Or run the probe on the "
    "module network.";

/// Its row is for a run beside the agent, of which a log of the edge hub has nothing.
constexpr std::string_view kEdgeHubOffline = "edge-hub-offline";
constexpr std::string_view kNoUpstream =
    "The edge hub has lost its connection to the hub, or has none";
constexpr std::string_view kMendUpstream =
    "The exceptions below these lines say why, if the log has them. `edgeprobe run --hub HUB "
    "--profile edgehub-1.6` on the module network does what the edge hub does.";

constexpr std::string_view kRunTheProbe =
    "Run `edgeprobe run --hub HUB` on the module network: it tells these apart.";

LogFinding finding_of(const std::string& code, const Support& support) {
  CodeWords known = words_of(code);
  if (code == kEdgeHubOffline) {
    known.title = kNoUpstream;
    known.fix = kMendUpstream;
  }
  if (!support.title.empty()) known.title = support.title;
  LogFinding finding{.code = code, .confidence = support.confidence, .seen = support.seen,
                     .fix = known.fix, .others = words(support.others),
                     .signatures = support.signatures};
  if (code == kInconclusive) finding.fix = kMoreOfTheLog;
  finding.severity = support.got_over ? Severity::warning : Severity::error;
  const bool possible = support.confidence == Confidence::possible && code != kInconclusive;
  finding.cause = fmt::format("{}{}.", possible ? "It may be this: " : "", known.title);
  const auto meaning = support.meaning.substr(std::min(std::size_t{1}, support.meaning.size()));
  const bool said = known.title.find(meaning) != known.title.npos;  // but for a capital
  if (!said) finding.cause += fmt::format(" In the log: {}.", support.meaning);
  if (support.times > 1) finding.seen += fmt::format(" (and {} more)", support.times - 1);
  if (support.got_over) {
    finding.seen += support.ended ? "; a later line says that it works"
                                  : "; the program connected after it";
  }
  if (known.of_verdict && !finding.others.empty()) finding.separate_by = kRunTheProbe;
  return finding;
}

}  // namespace

std::vector<LogFinding> log_findings(std::span<const LogReader* const> logs) {
  Supports supports = supports_of(logs);
  narrow(supports, logs);
  const bool named = std::ranges::any_of(supports, [](const auto& one) {
    return one.second.named && one.first != kInconclusive;
  });
  std::vector<LogFinding> findings;
  for (const auto& [code, support] : supports) {
    // A wrapper adds nothing where its cause is in the log.
    if (named && !support.named) continue;
    if (code == kInconclusive && supports.size() > 1) continue;  // another one is told
    findings.push_back(finding_of(code, support));
  }
  std::ranges::stable_sort(findings, {}, [](const LogFinding& one) {
    const auto severity = -static_cast<int>(one.severity);
    return std::tuple{severity, one.confidence, words_of(one.code).rank};
  });
  return findings;
}

}  // namespace edge::probe
