// A survey from several vantages: a line for each endpoint, a column for each vantage. The forms
// that people read begin with it.
#pragma once

#include <string>
#include <vector>

#include "probe/survey/survey_report.hpp"
#include "probe/survey_output/outputs.hpp"

namespace edge::probe {

struct VantageLine {
  const SurveyCheck* endpoint = nullptr;     // any of its checks: what it is
  std::vector<const SurveyCheck*> checks;    // one for each vantage; null: none from there
};

struct VantageTable {
  std::vector<std::string> vantages;
  std::vector<VantageLine> lines;            // in the survey's order
};

/// Refers to `report`. Without lines where there is but one vantage.
VantageTable vantage_table(const SurveyReport& report);

/// The table in text; of endpoints that passed from each none where there are many. Empty: there is
/// but one vantage.
std::string vantage_text(const SurveyReport& report, const TextStyle& style);

/// In a terminal's columns: `text` made printable, and what is cut shows it.
std::string fitted(std::string_view text, std::size_t width);

/// "FAILED" or the result's name, padded to `width` bytes, in its colour.
std::string result_word(CheckResult result, std::size_t width, bool colours);

}  // namespace edge::probe
