// Surveys as data, for tests of what is made of them.
#pragma once

#include "probe/survey/survey_report.hpp"

namespace edge::probe::test {

using namespace std::chrono_literals;

inline SurveyCheck passed(std::string name, std::string host, std::uint16_t port) {
  SurveyCheck check;
  check.endpoint = std::move(name);
  check.kind = "tls";
  check.host = std::move(host);
  check.port = port;
  check.protocol = "TCP";
  check.component = "engine";
  check.why = "images";
  check.required = check.reached = true;
  check.vantage = "direct";
  check.result = CheckResult::passed;
  check.verdict = "stage-reached";
  check.confidence = Confidence::certain;
  check.stage = "tls";
  check.words = "TLS stands.";
  check.addresses = {"203.0.113.10"};
  check.local = "172.18.0.2";
  check.stages = {{"resolve", Outcome::ok, 1ms}, {"connect", Outcome::ok, 20ms}};
  check.took = 41ms;
  return check;
}

inline SurveyCheck blocked(std::string name, std::string host, std::uint16_t port) {
  SurveyCheck check = passed(std::move(name), std::move(host), port);
  check.reached = false;
  check.result = CheckResult::failed;
  check.verdict = "network-drops-everything";
  check.confidence = Confidence::likely;
  check.stage = "connect";
  check.words = "Packets get as far as hop 2 and then disappear.";
  check.fix = "Allow it.";
  check.place = "what is at or behind 192.168.1.1 (hop 2)";
  check.path = {{1, "172.18.0.1", "router"}, {2, "192.168.1.1", "router"}, {3, "", "silence"}};
  check.stages = {{"resolve", Outcome::ok, 1ms}, {"connect", Outcome::timed_out, 3300ms}};
  return check;
}

inline SurveyReport survey_of(std::vector<SurveyCheck> checks) {
  SurveyReport report;
  report.program_version = "0.1.0";
  report.site = "plant 7";
  report.host_name = "edge-1";
  report.catalogues = {"azure-iot-edge"};
  report.started = WallTime{1795996800s};
  report.ended = 4100ms;
  report.checks = std::move(checks);
  conclude_survey(report);
  return report;
}

}  // namespace edge::probe::test
