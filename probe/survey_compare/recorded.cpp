#include "probe/survey_compare/recorded.hpp"

#include <nlohmann/json.hpp>

#include "probe/run/judge.hpp"
#include "probe/survey/check_result.hpp"
#include "probe/survey/survey_json.hpp"

namespace edge::probe {
namespace {

/// A run is one check of a hub.
SurveyReport as_survey(Report run) {
  EndpointSpec spec;
  spec.name = spec.host = run.host;
  spec.kind = "iot-hub";
  spec.component = run.profile;
  spec.why = "the agent's connection";
  SurveyReport survey;
  survey.program_version = run.program_version;
  survey.catalogues = {"run"};
  survey.started = run.started;
  survey.ended = run.ended;
  for (const Evidence& seen : run.evidence) {
    const auto* host = detail_of<HostDetail>(seen);
    if (!host) continue;
    survey.host_name = host->facts.host_name;
    for (const Endpoint& server : host->resolver.servers) {
      survey.name_servers.push_back(server.address.to_string());
    }
  }
  SurveyCheck check = unchecked({&spec, nullptr, ""});
  const WallTime at = run.started + run.ended;
  add_report(check, std::move(run), at);
  check.evidence.reset();
  survey.checks.push_back(std::move(check));
  conclude_survey(survey);
  return survey;
}

}  // namespace

/// A run's report has no such member.
bool is_recorded_survey(std::string_view json) {
  return json.find("\"checks\"") != json.npos;
}

SurveyReport recorded_rows(std::string_view json, std::string_view where) {
  if (is_recorded_survey(json)) return recorded_survey(json, where, Evidences::left_out);
  return as_survey(judged_anew(recorded_report(json, where), where));
}

}  // namespace edge::probe
