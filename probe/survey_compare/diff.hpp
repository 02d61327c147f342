// What has changed in the network between two surveys, in words. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

enum class Direction { worse, other, better };
std::string_view name_of(Direction direction);

struct Change {
  Direction direction = Direction::other;
  std::string endpoint;   // empty: of the whole site
  std::string vantage;
  std::string what;       // "reached", "place", "addresses", "issuer", ...: stable
  std::string words;      // one sentence
};

template <class F>
constexpr auto fields_of(F f, const Change*) {
  return f.described("change", "", f.always("direction", &Change::direction),
                     f.optional("endpoint", &Change::endpoint, "absent: the whole site"),
                     f.optional("vantage", &Change::vantage), f.always("what", &Change::what),
                     f.always("words", &Change::words));
}

struct SurveyDiff {
  std::string older, newer;      // titles
  WallTime from{}, to{};
  std::vector<Change> changes;   // the worst first
};

template <class F>
constexpr auto fields_of(F f, const SurveyDiff*) {
  return f.described("diff", "", f.always("older", &SurveyDiff::older),
                     f.always("newer", &SurveyDiff::newer), f.always("from", &SurveyDiff::from),
                     f.always("to", &SurveyDiff::to), f.always("changes", &SurveyDiff::changes));
}

SurveyDiff diff_of(const SurveyReport& older, const SurveyReport& newer);
/// Some of it is worse.
bool is_worse(const SurveyDiff& diff);

inline constexpr int kDiffSchemaVersion = 1;
std::string diff_text(const SurveyDiff& diff, std::size_t width);
std::string diff_json(const SurveyDiff& diff);
nlohmann::ordered_json diff_schema();

}  // namespace edge::probe
