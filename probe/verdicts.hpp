// The table of judgements, most fundamental first. A rule is a pure function over a finished
// journal; rule and words of one verdict live in one file of verdicts/.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"
#include "probe/profiles.hpp"

namespace edge::probe {

/// What a rule may look at. No clock, no network, no options it could ask back.
struct Case {
  const std::vector<AttemptReport>& attempts;
  const std::vector<Evidence>& evidence;
  const Profile& profile;
  std::string host;   // the hub's name
  bool connected;     // some attempt reached the asked-for stage
};

struct VerdictRow {
  std::string_view code;
  Severity severity;
  std::string_view title;  // half a line for `list verdicts` and the README's table
  std::string_view fix;    // the general remedy, for `explain`
  std::optional<Verdict> (*rule)(const Case&);
};

std::span<const VerdictRow> verdict_rows();

/// Applies every rule in order; a verdict masked by an earlier one is left out. Never empty.
std::vector<Verdict> diagnose(const Case& facts);

}  // namespace edge::probe
