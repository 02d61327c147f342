#include "probe/run/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/report/json.hpp"
#include "common/report/json_problem.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/run/conclude.hpp"
#include "probe/run/older_report.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShown = 80;  // bytes of a name
// Far more than a run makes; the rules look at each attempt with each piece of evidence.
constexpr std::size_t kMostAttempts = 500, kMostEvidence = 2000;

/// Why a report cannot be judged; which one it is the caller knows.
using Unjudgeable = std::invalid_argument;

[[noreturn]] void refuse(std::string_view what, std::string_view name) {
  throw Unjudgeable(fmt::format("the report's {} '{}' is none that this program knows", what,
                                printable(name, kShown)));
}

void require_transport(std::string_view name) {
  if (!find_transport(name)) refuse("transport", name);
}

void require_stage(std::string_view name) {
  if (!find_stage(name)) refuse("stage", name);
}

/// Some, and no more than `most`.
void require_count(std::string_view what, std::size_t count, std::size_t most) {
  if (count == 0) {
    throw Unjudgeable(fmt::format("the report has no {}: nothing can be judged", what));
  }
  if (count > most) {
    throw Unjudgeable(fmt::format("the report has {} {}; a run has {} at most", count, what, most));
  }
}

/// Since the run's start, as all times of a report but those of clocks.
void require_span(std::string_view what, Duration begin, Duration end) {
  if (begin >= Duration::zero() && end >= begin) return;
  throw Unjudgeable(fmt::format("the report has {} that ends before it begins, or begins before "
                                "the run", what));
}

template <class T>
bool is_kind(std::string_view name) {
  if constexpr (std::same_as<T, std::monostate>) return false;
  else return name == T::kind;
}

/// What was looked at beside the attempts is called by the kind of its detail, which is missing
/// where it was not looked at after all.
template <class... Kinds>
bool is_beside(std::string_view name, const std::variant<Kinds...>&) {
  return (is_kind<Kinds>(name) || ...);
}

/// A trace may be of what belongs to no transport.
bool is_subject(std::string_view name) {
  return std::ranges::find(PathDetail::subjects, name) != std::end(PathDetail::subjects);
}

void require_known(const Evidence& evidence) {
  if (!is_beside(evidence.stage, evidence.detail)) require_stage(evidence.stage);
  const auto& transport = evidence.transport;
  const bool trace = evidence.stage == PathDetail::kind;
  if (!transport.empty() && !(trace && is_subject(transport))) require_transport(transport);
  require_span("evidence", evidence.begin, evidence.end);
}

/// What the rules need must be there, and what they look up by name must have a row.
void require_known(const Report& report) {
  require_count("attempts", report.attempts.size(), kMostAttempts);
  require_count("targets", report.targets.size(), kMostAttempts);
  require_count("pieces of evidence", report.evidence.size(), kMostEvidence);
  require_span("a diagnosis", Duration::zero(), report.ended);
  for (const auto* stage : {&report.until, &report.reached}) {
    if (!stage->empty()) require_stage(*stage);
  }
  for (const Target& target : report.targets) require_transport(target.transport);
  for (const AttemptReport& attempt : report.attempts) {
    require_transport(attempt.transport);
    require_stage(attempt.stage);
    require_span("an attempt", attempt.begin, attempt.end);
    if (std::ranges::count(report.targets, attempt.transport, &Target::transport) == 0) {
      throw Unjudgeable(fmt::format("the report has an attempt with {} and no target of it",
                                    attempt.transport));
    }
  }
  for (const Evidence& evidence : report.evidence) require_known(evidence);
}

}  // namespace

Report judged_anew(Report recorded, std::string_view where) {
  try {
    const Profile* profile = find_profile(recorded.profile);
    if (!profile) refuse("profile", recorded.profile);
    require_known(recorded);
    conclude(recorded, *profile);
    return recorded;
  } catch (const Unjudgeable& error) {
    throw UsageError(fmt::format("{}: {}", where, error.what()));
  }
}

Report recorded_report(std::string_view json, std::string_view where) {
  auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  if (parsed.is_discarded()) {
    throw UsageError(fmt::format("{}: is no JSON, or is cut short: {}", where,
                                 json_problem(json).value_or("")));
  }
  if (const auto doubled = doubled_key(json)) {
    throw UsageError(fmt::format("{}: is no report of edgeprobe: \"{}\" is twice in one object",
                                 where, printable(*doubled, kShown)));
  }
  try {
    return report_from_json(brought_up_to_date(std::move(parsed)));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: is no report of edgeprobe that can be judged: {}", where,
                                 printable(error.what())));
  }
}

}  // namespace edge::probe
