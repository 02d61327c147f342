#include "probe/run/judge.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/report/json.hpp"
#include "common/report/json_problem.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShown = 80;  // bytes of a name

[[noreturn]] void refuse(std::string_view what, std::string_view name) {
  throw UsageError(fmt::format("the report's {} '{}' is none that this program knows", what,
                               printable(name, kShown)));
}

/// What the rules look up by name must be there.
void require_known(const Report& report) {
  for (const AttemptReport& attempt : report.attempts) {
    if (!find_transport(attempt.transport)) refuse("transport", attempt.transport);
    if (!find_stage(attempt.stage)) refuse("stage", attempt.stage);
  }
  for (const Target& target : report.targets) {
    if (!find_transport(target.transport)) refuse("transport", target.transport);
  }
}

}  // namespace

Report judged_anew(Report recorded) {
  const Profile* profile = find_profile(recorded.profile);
  if (!profile) refuse("profile", recorded.profile);
  require_known(recorded);
  const Case facts = case_of(recorded, *profile);
  auto verdicts = diagnose(facts);
  recorded.exit_code = facts.connected ? 0 : profile->failure_exit;
  recorded.verdicts = std::move(verdicts);
  return recorded;
}

Report recorded_report(std::string_view json, std::string_view where) {
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  if (parsed.is_discarded()) {
    throw UsageError(fmt::format("{}: is no JSON, or is cut short: {}", where,
                                 json_problem(json).value_or("")));
  }
  try {
    return report_from_json(parsed);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: is no report of edgeprobe that can be judged: {}", where,
                                 printable(error.what())));
  }
}

}  // namespace edge::probe
