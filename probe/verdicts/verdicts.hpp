// The table of judgements, most fundamental first. A rule is a pure function over a finished
// journal; rule and words of one verdict live in one file of verdicts/.
// Not for gathering anything: what a rule needs to know, a stage must have recorded.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"
#include "probe/evidence/packet_loss.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/profiles/transports.hpp"

namespace edge::probe {

/// What a rule may look at. No clock, no network, no options it could ask back.
struct Case {
  const std::vector<AttemptReport>& attempts;
  const std::vector<Evidence>& evidence;
  const Profile& profile;
  std::string host;   // the hub's name
  std::vector<Target> targets;  // where each transport goes
  bool connected;     // some attempt reached the asked-for stage
  PacketLoss loss{};  // that the whole run has seen, further tries too
  std::optional<Duration> recovered{};  // since when; the way that got through had failed before
};

/// What the rules see of a report; it refers to `report` and `profile`.
Case case_of(const Report& report, const Profile& profile);

struct VerdictRow {
  std::string_view code;
  Severity severity;       // while the agent does not connect; a degraded success is a warning
  std::string_view stage;  // the usual culprit; empty: depends on the run
  // Words may hold placeholders, filled in once: {own.port} and {web.port}, {port} for those of the
  // run, {protocol} for TCP or UDP, {hubs} for the names that a firewall is to let through,
  // {engine} for docker or podman. Never a port in digits.
  std::string_view title;  // half a line for `list verdicts` and the table of docs/verdicts.md
  std::string_view fix;    // the general remedy, for `explain`, and for rules that add nothing
  /// The same where what is connected to is no hub (Profile::to_hub): in place of `fix`, and of
  /// what the rule says. Empty: those hold for any endpoint.
  std::string_view elsewhere = {};
  std::string_view guide;  // section of Microsoft's "Solutions to common issues for Azure IoT Edge"
  /// Leaves code, severity, masks and guide to diagnose(), and an empty fix means the row's.
  std::optional<Verdict> (*rule)(const Case&);
  bool stops_all = false;  // the agent does not come to connect, so that an open way is no help
  bool fallback = false;   // sees only the attempts that no earlier row has explained
};

/// Words of a row, with their placeholders filled in for the usual ports and hubs.
std::string usual_words(std::string_view words);

std::span<const VerdictRow> verdict_rows();
/// The row of `code`, or null.
const VerdictRow* find_verdict(std::string_view code);

/// Applies every rule in order. A verdict masks those about later stages of the same transport:
/// they are left out. When an attempt succeeded, what ails the others is a warning. Never empty.
std::vector<Verdict> diagnose(const Case& facts);

}  // namespace edge::probe
