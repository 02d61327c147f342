// What several forms of a survey's report say alike.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

/// "contoso.azurecr.io:443", "pool.ntp.org:123/udp", or the host alone.
std::string target_text(const SurveyCheck& check);
/// "hub", "hub [bridge br0]", "hub [proxy.example:3128]".
std::string named_with_vantage(const SurveyCheck& check);
/// "azure-iot-edge at plant 7, from edge-1".
std::string survey_title(const SurveyReport& report);
/// "10 passed, 1 warned, 1 failed".
std::string counts_text(const SurveyReport& report);
/// What was seen of what was reached: "61 ms, status 401, TLSv1.3".
std::string facts_text(const SurveyCheck& check);


/// Paragraphs as one.
std::string in_one_line(std::string text);

/// Checks that were not as expected for the same reason: one verdict, one place.
struct Finding {
  CheckResult result = CheckResult::passed;  // the worst of them
  std::vector<const SurveyCheck*> checks;    // the worst first, else in its order; not empty
};

/// The worst first, else in the survey's order; refers to `report`.
std::vector<Finding> findings_of(const SurveyReport& report);
/// "aziot-identityd: it provisions"; of several endpoints each with its name before it.
std::string needed_text(const Finding& finding);
/// What to do; with the other destinations, where there are some.
std::string fix_text(const Finding& finding);

}  // namespace edge::probe
